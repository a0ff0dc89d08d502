package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Section;
import java.util.Objects;
import java.util.Optional;

/** Computes numbers that follow from constants and lengths of axes, but not from the entries of arrays. */
record Known(Lengths lengths) {
    double value(Node node) {
        return known(node)
                .orElseThrow(() -> new Fault("depends on the numbers of an array, which a definition does not know"));
    }

    private Optional<Double> known(Node node) {
        if (node instanceof Node.Constant constant) return Optional.of(constant.value());
        if (node instanceof Node.AxisSize size)
            return Optional.of((double) lengths.of(size.size()).number());
        if (!(node instanceof Node.Apply apply)) return Optional.empty();
        return switch (apply.operation()) {
            case RESHAPE, BROADCAST_TO, TRANSPOSE -> known(apply.argument());
            case PART -> stored(apply);
            case SQRT -> known(apply.argument()).map(Math::sqrt);
            case NEGATE -> known(apply.argument()).map(a -> -a);
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER -> {
                Optional<Double> b = known(apply.arguments().get(1));
                yield b.isEmpty() ? b : known(apply.argument()).map(a -> of(apply.operation(), a, b.get()));
            }
            default -> Optional.empty();
        };
    }

    private static double of(Operation operation, double a, double b) {
        return switch (operation) {
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            default -> Math.pow(a, b);
        };
    }

    // an element of a list, found where it was stored
    private Optional<Double> stored(Node.Apply part) {
        Section section = Objects.requireNonNull(part.attributes().section());
        Node of = part.argument();
        while (of instanceof Node.Apply apply && apply.operation() == Operation.PLACE) {
            Section placed = Objects.requireNonNull(apply.attributes().section());
            if (placed.equals(section)) return known(apply.arguments().get(1));
            if (!placed.isApartFrom(section)) return Optional.empty();
            of = apply.argument();
        }
        return Optional.empty();
    }
}
