package dev.dscore.diagnosis;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import dev.dscore.lang.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A row of {@code hand-forms.txt}: a part of a derived formula, and the form of it that people write by hand. */
record HandForm(Pattern derived, Pattern written) {
    private static final List<HandForm> TABLE = table();

    private static final Pattern.Scope ANY = new Pattern.Scope() {
        @Override
        public boolean mayBe(String name, Node node) {
            return true;
        }

        @Override
        public boolean isOpen(Node.Apply node) {
            return true;
        }
    };

    /** Returns a node of the same value and shape in the form that people write by hand; empty if no row matches. */
    static Optional<Node> of(Node.Apply node, Graph.Builder graph) {
        return TABLE.stream()
                .flatMap(row -> row.derived.match(node, ANY).stream().flatMap(names -> row.made(names, graph).stream()))
                .filter(made -> made.shape().equals(node.shape()))
                .findFirst();
    }

    private Optional<Node> made(Map<String, Node> names, Graph.Builder graph) {
        try {
            return Optional.of(written.made(names, maker(graph)));
        } catch (ShapeException e) {
            return Optional.empty();
        }
    }

    private static Pattern.Maker maker(Graph.Builder graph) {
        return new Pattern.Maker() {
            @Override
            public Node apply(Operation operation, List<Node> arguments) throws ShapeException {
                return graph.apply(operation, arguments, Attributes.NONE);
            }

            @Override
            public Node constant(double value) {
                return graph.constant(value);
            }
        };
    }

    private static HandForm parse(String line) {
        String[] sides = line.split("→");
        if (sides.length != 2) throw new IllegalStateException("not a row of hand forms: " + line);
        return new HandForm(Pattern.parse(sides[0]), Pattern.parse(sides[1]));
    }

    private static List<HandForm> table() {
        try (InputStream resource = HandForm.class.getResourceAsStream("hand-forms.txt")) {
            if (resource == null) throw new IllegalStateException("hand-forms.txt is not on the class path");
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(HandForm::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
