package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A message about a program: fixed text, and values that the program computed. A program can put its inputs into such a value.
 * So a reader without access to the inputs gets the fixed text, and of the values only those that are {@link Known}.
 */
public final class Message {
    private static final String HIDDEN = "…";

    /** Such a reader gets whole numbers below this limit: counts of arguments, of axes, of names to unpack. */
    private static final int SMALL = 10;

    /** Maximum number of characters of a message. */
    private static final int LONGEST = 4000;

    /**
     * The values that a message may show without revealing the inputs of a program.
     *
     * @param shapes of the values of the function
     * @param names in the text of the program
     * @param given the names that have a value before the program runs
     */
    public record Known(PublicShapes shapes, Set<String> names, Set<String> given) {
        private boolean has(long number) {
            return number >= 0 && number < SMALL || isLength(Math.abs(number));
        }

        private boolean isLength(long number) {
            return shapes.lengths().contains(number);
        }
    }

    /** A part of the sentence, with its full text and its text for a reader who is shown only {@link Known} values. */
    private record Part(String text, Function<Known, String> told) {
        private static Part fixed(String text) {
            return new Part(text, known -> text);
        }

        private static Part hidden(String text) {
            return new Part(text, known -> HIDDEN);
        }
    }

    private final List<Part> parts;

    private Message(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Creates a sentence.
     *
     * @param template a constant, with {@code {}} where a value stands
     * @param values numbers, lengths, arrays (by their shapes) and messages; a value of another type is hidden from a
     *     reader without access to the inputs
     */
    public static Message of(String template, Object... values) {
        assert new String(template).intern() == template : "computed: " + template;
        List<Part> parts = new ArrayList<>();
        int from = 0;
        for (Object value : values) {
            int at = template.indexOf("{}", from);
            parts.add(Part.fixed(template.substring(from, at)));
            parts.addAll(value(value));
            from = at + 2;
        }
        parts.add(Part.fixed(template.substring(from)));
        return new Message(parts);
    }

    /** Creates a text that contains nothing computed by a program: a piece of its source, a word of a table. */
    public static Message fixed(String text) {
        return new Message(List.of(Part.fixed(text)));
    }

    /** Creates a name, hidden unless the text of the program contains it: a program can also compute names. */
    static Message name(String name) {
        return new Message(List.of(new Part(name, known -> known.names().contains(name) ? name : HIDDEN)));
    }

    /** Creates a list of names, of which only those are shown that have a value before the program runs. */
    static Message names(List<String> names) {
        return new Message(List.of(new Part(String.join(", ", names), known -> {
            List<String> told = names.stream().filter(known.given()::contains).toList();
            return told.isEmpty() ? HIDDEN : String.join(", ", told);
        })));
    }

    /** Creates the description of a value in a message. */
    public static Message kind(Value value) {
        if (value instanceof Array array && array.rank() > 0) return of("an array {}", array);
        if (value instanceof Value.Range) return hidden(value.kind(), "a range");
        if (value instanceof Value.Flag) return hidden(value.kind(), "a truth value");
        if (value instanceof Value.Instance instance)
            return of("a {}", name(instance.type().name()));
        if (value instanceof Callable.ClassOf type) return of("the class {}", name(type.name()));
        if (value instanceof Callable.Own own)
            return of("the function {}", name(own.definition().name()));
        if (value instanceof Callable.Native function) return of("the function {}", name(function.name()));
        return fixed(value.kind());
    }

    /** Creates a length with its symbol, if it has one. */
    public static Message length(Whole length) {
        return length.isLength() ? of("{} = {}", length, length.number()) : of("{}", length);
    }

    /** Creates a message with a second text for readers without access to the inputs. */
    public static Message outlined(String text, String told) {
        return hidden(text, told);
    }

    /** Creates a shape. */
    public static Message shape(Whole[] lengths) {
        return new Message(List.of(shape(Arrays.asList(lengths), "(", " ", ")")));
    }

    /** Creates a tuple. A tuple of whole numbers is shown like a shape. */
    static Message tuple(Value value) {
        String text = Texts.excerpt(value);
        boolean shape = value instanceof Value.Tuple tuple
                && !tuple.elements().isEmpty()
                && tuple.elements().stream().allMatch(Whole.class::isInstance);
        if (!shape) return new Message(List.of(Part.hidden(text)));
        List<Whole> lengths =
                ((Value.Tuple) value).elements().stream().map(Whole.class::cast).toList();
        Function<Known, String> told = known -> lengths.size() > known.shapes.axes()
                ? HIDDEN
                : lengths.stream()
                        .map(length -> known.isLength(length.number()) ? length.toString() : HIDDEN)
                        .collect(Collectors.joining(", ", "(", lengths.size() == 1 ? ",)" : ")"));
        return new Message(List.of(new Part(text, told)));
    }

    private static Message hidden(String text, String told) {
        return new Message(List.of(new Part(text, known -> told)));
    }

    private static List<Part> value(Object value) {
        if (value instanceof Message message) return message.parts;
        if (value instanceof Array array) {
            Part shape = shape(array.lengths(), "(", " ", ")");
            return List.of(new Part(array.shown(), shape.told));
        }
        if (value instanceof Whole whole)
            return List.of(new Part(whole.size().toString(), known -> length(whole, known)));
        if (value instanceof Size size) return List.of(new Part(size.toString(), known -> length(size, known)));
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            return List.of(
                    new Part(Long.toString(number), known -> known.has(number) ? Long.toString(number) : HIDDEN));
        }
        return List.of(Part.hidden(String.valueOf(value)));
    }

    private static Part shape(List<Whole> lengths, String before, String between, String after) {
        String text = lengths.stream()
                .map(length -> length.size().toString())
                .collect(Collectors.joining(between, before, after));
        return new Part(
                text,
                known -> lengths.size() > known.shapes.axes()
                        ? before + HIDDEN + after
                        : lengths.stream()
                                .map(length -> length(length, known))
                                .collect(Collectors.joining(between, before, after)));
    }

    private static String length(Whole length, Known known) {
        if (length.isLength() && length.size().isMonomial())
            return length.size().toString();
        if (!known.isLength(length.number())) return HIDDEN;
        return length.size().isMonomial() ? length.size().toString() : length.toString();
    }

    private static String length(Size size, Known known) {
        if (size.isNumber()) return known.has(size.number()) ? size.toString() : HIDDEN;
        return size.isMonomial() ? size.toString() : HIDDEN;
    }

    /** Returns this message with {@code placeholder} replaced by {@code text} in the fixed parts. */
    Message with(String placeholder, String text) {
        return new Message(parts.stream()
                .map(part -> {
                    boolean fixed = part.told
                            .apply(new Known(PublicShapes.NONE, Set.of(), Set.of()))
                            .equals(part.text);
                    return fixed && part.text.contains(placeholder)
                            ? Part.fixed(part.text.replace(placeholder, text))
                            : part;
                })
                .toList());
    }

    boolean isEmpty() {
        return parts.stream().allMatch(part -> part.text.isEmpty());
    }

    /** Returns the full text. */
    public String text() {
        return cut(parts.stream().map(Part::text).collect(Collectors.joining()));
    }

    /** Returns the text for a reader without access to the inputs, with only the values that are {@code known}. */
    public String told(Known known) {
        return cut(parts.stream().map(part -> part.told.apply(known)).collect(Collectors.joining()));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + HIDDEN;
    }
}
