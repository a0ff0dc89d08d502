package dev.dscore.diagnosis;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.lang.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row of {@code slips.txt}, which says what its names stand for.
 *
 * @param where what matches, and where it is replaced
 * @param replaced the name of what is replaced wherever it is used; null where it is the node that matches
 * @param factor what is missing or too much, with {@code {a}} for the text of {@code a} and {@code {a / b}} for that of a quotient; empty where it is no factor
 * @param sentence with the same
 */
record LocalSlip(
        Mutation kind,
        Where where,
        @Nullable String replaced,
        Pattern from,
        Pattern to,
        String factor,
        String sentence) {
    private static final java.util.regex.Pattern PLACE = java.util.regex.Pattern.compile("\\{([^}]+)}");
    private static final Map<Mutation, List<LocalSlip>> TABLE = table();

    /** Where a row applies. */
    enum Where {
        ANYWHERE,
        /** To what something is divided by. */
        DIVISOR,
        /** To any value, as the backward pass uses it: the forward pass is right. */
        BACKWARD_PASS;

        static Where named(String text) {
            return switch (text) {
                case "a divisor" -> DIVISOR;
                case "the backward pass" -> BACKWARD_PASS;
                default -> ANYWHERE;
            };
        }
    }

    /** The rows of a kind, the likeliest first. */
    static List<LocalSlip> of(Mutation kind) {
        return TABLE.getOrDefault(kind, List.of());
    }

    /** Tries the slip at a node. */
    void at(Node.Apply node, Mutation.Site site) {
        if (where == Where.DIVISOR && !site.isDivisor(node)) return;
        Map<String, Node> names = from.match(node, scope(site)).orElse(null);
        if (names == null) return;
        if (counts(node.operation())) names.put("count", site.count(divisor(node)));
        List<String> open =
                to.names().stream().filter(name -> !names.containsKey(name)).toList();
        tryEach(open, names, node, site);
    }

    private void tryEach(List<String> open, Map<String, Node> names, Node.Apply node, Mutation.Site site) {
        if (open.isEmpty()) {
            add(Map.copyOf(names), node, site);
            return;
        }
        String name = open.get(0);
        for (Node choice : choices(name, names, site, node)) {
            names.put(name, choice);
            tryEach(open.subList(1, open.size()), names, node, site);
            names.remove(name);
        }
    }

    private static List<Node> choices(String name, Map<String, Node> names, Mutation.Site site, Node.Apply node) {
        return switch (name) {
            case "length" -> site.sizes();
            case "scalar" -> site.scalars();
            case "divisor" -> site.divisorsOfWhole(node);
            case "count" ->
                site.divisorsOfWhole(node).stream()
                        .filter(Node.AxisSize.class::isInstance)
                        .toList();
            case "other" -> {
                Node count = names.getOrDefault("n", names.get("count"));
                yield count instanceof Node.AxisSize known ? site.otherCounts(known.size()) : List.of();
            }
            default -> throw new IllegalStateException(name + " stands for nothing on the right");
        };
    }

    private void add(Map<String, Node> names, Node.Apply node, Mutation.Site site) {
        try {
            Pattern.Maker maker = maker(node, site);
            Node instead = to.made(names, maker);
            Supplier<Slip> slip = () -> new Slip(
                    kind,
                    factor.isEmpty() ? null : told(factor, names, maker, site),
                    told(sentence, names, maker, site));
            Node value = replaced == null ? node : names.get(replaced);
            if (where == Where.BACKWARD_PASS) site.replaceInBackward(value, instead, slip);
            else site.replace(value, instead, slip);
        } catch (ShapeException | ArithmeticException e) {
            // the shapes do not allow this slip here
        }
    }

    // a place holds a name or an expression of names
    private static String told(String text, Map<String, Node> names, Pattern.Maker maker, Mutation.Site site) {
        return PLACE.matcher(text).replaceAll(place -> {
            Node known = names.get(place.group(1));
            try {
                Node node =
                        known != null ? known : Pattern.parse(place.group(1)).made(names, maker);
                String shown = site.text(node);
                boolean divides = place.start() > 0 && text.charAt(place.start() - 1) == '/';
                return Matcher.quoteReplacement(divides && shown.contains(" ") ? "(" + shown + ")" : shown);
            } catch (ShapeException e) {
                throw new IllegalStateException("no value of its own: " + place.group(1), e);
            }
        });
    }

    // whether it divides by how many entries there are
    private static boolean counts(Operation operation) {
        return operation == Operation.MEAN || operation == Operation.VAR || operation == Operation.STD;
    }

    private static boolean isProduct(Node node) {
        return node instanceof Node.Apply apply
                && (apply.operation() == Operation.MULTIPLY || apply.operation() == Operation.DIVIDE);
    }

    private static Pattern.Scope scope(Mutation.Site site) {
        return new Pattern.Scope() {
            @Override
            public boolean mayBe(String name, Node node) {
                return switch (name) {
                    case "whole" -> site.isWhole(node);
                    case "product" -> site.isWhole(node) && isProduct(node);
                    case "term" -> site.isTerm(node);
                    case "n" -> node instanceof Node.AxisSize;
                    case "t" -> !(node instanceof Node.Constant);
                    default -> true;
                };
            }

            @Override
            public boolean isOpen(Node.Apply node) {
                return true;
            }
        };
    }

    private static Pattern.Maker maker(Node.Apply node, Mutation.Site site) {
        Attributes own = node.attributes();
        Attributes axes = node.operation().isReduction() ? own : own.keepingDims();
        return new Pattern.Maker() {
            @Override
            public Node apply(Operation operation, List<Node> arguments) throws ShapeException {
                if (operation == Operation.TRANSPOSE) return site.transposed(arguments.get(0));
                if (operation == Operation.NEGATE
                        && arguments.get(0) instanceof Node.Apply negated
                        && negated.operation() == Operation.NEGATE) return negated.argument();
                Attributes attributes = operation.isReduction() ? axes : Attributes.NONE;
                return site.apply(operation, attributes, arguments.toArray(Node[]::new));
            }

            @Override
            public Node constant(double value) {
                return site.constant(value);
            }
        };
    }

    // what a mean or a variance divides by: how many entries of the argument make one of the result, less ddof
    private static Size divisor(Node.Apply reduction) {
        Size count = Size.ONE;
        for (int axis : reduction.attributes().axes())
            count = count.times(reduction.argument().shape().size(axis));
        for (int i = 0; i < reduction.attributes().ddof(); i++) count = count.minus(Size.ONE);
        return count;
    }

    static LocalSlip parse(String line) {
        String[] columns = line.split("\\|", -1);
        String[] sides = columns.length == 4 ? columns[1].split("→") : new String[0];
        if (sides.length != 2) throw new IllegalStateException("not a row of slips: " + line);
        String[] left = sides[0].strip().split(" in ");
        Where where = left.length == 2 ? Where.named(left[1]) : Where.ANYWHERE;
        boolean part = left.length == 2 && where == Where.ANYWHERE;
        return new LocalSlip(
                Mutation.valueOf(columns[0].strip().replace('-', '_').toUpperCase(Locale.ROOT)),
                where,
                part ? left[0] : null,
                Pattern.parse(part ? left[1] : left[0]),
                Pattern.parse(sides[1]),
                columns[2].strip(),
                columns[3].strip());
    }

    private static Map<Mutation, List<LocalSlip>> table() {
        try (InputStream resource = LocalSlip.class.getResourceAsStream("slips.txt")) {
            if (resource == null) throw new IllegalStateException("slips.txt is not on the class path");
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(LocalSlip::parse)
                    .collect(Collectors.groupingBy(
                            LocalSlip::kind, () -> new EnumMap<>(Mutation.class), Collectors.toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
