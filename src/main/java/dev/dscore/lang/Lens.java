package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Section;
import dev.dscore.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** How a view reads the array that it views, and how that array changes when the view is given other numbers. */
sealed interface Lens {
    Node get(Symbolic arrays, Node whole);

    Node put(Symbolic arrays, Node whole, Node seen);

    /** Returns whether neighbouring entries stay neighbours. */
    default boolean keepsOrder() {
        return false;
    }

    record Transposed(List<Integer> axes) implements Lens {
        Transposed then(Transposed next) {
            return new Transposed(next.axes.stream().map(axes::get).toList());
        }

        boolean turns() {
            return IntStream.range(0, axes.size()).anyMatch(axis -> axes.get(axis) != axis);
        }

        @Override
        public Node get(Symbolic arrays, Node whole) {
            return arrays.nodes().made(Operation.TRANSPOSE, List.of(whole), Attributes.axes(axes, false));
        }

        @Override
        public Node put(Symbolic arrays, Node whole, Node seen) {
            List<Integer> back =
                    IntStream.range(0, axes.size()).map(axes::indexOf).boxed().toList();
            return arrays.nodes().made(Operation.TRANSPOSE, List.of(seen), Attributes.axes(back, false));
        }
    }

    record Reshaped(Shape to, Shape from) implements Lens {
        @Override
        public Node get(Symbolic arrays, Node whole) {
            return arrays.nodes().made(Operation.RESHAPE, List.of(whole), Attributes.shape(to));
        }

        @Override
        public Node put(Symbolic arrays, Node whole, Node seen) {
            return arrays.nodes().made(Operation.RESHAPE, List.of(seen), Attributes.shape(from));
        }

        @Override
        public boolean keepsOrder() {
            return true;
        }
    }

    record Flipped(List<Integer> axes) implements Lens {
        @Override
        public Node get(Symbolic arrays, Node whole) {
            return arrays.nodes().made(Operation.FLIP, List.of(whole), Attributes.axes(axes, false));
        }

        @Override
        public Node put(Symbolic arrays, Node whole, Node seen) {
            return get(arrays, seen);
        }
    }

    record Chosen(Section section) implements Lens {
        @Override
        public Node get(Symbolic arrays, Node whole) {
            return arrays.nodes().part(whole, section);
        }

        @Override
        public Node put(Symbolic arrays, Node whole, Node seen) {
            return arrays.nodes().place(whole, seen, section);
        }

        // rows that follow one another
        @Override
        public boolean keepsOrder() {
            return section.runs().stream()
                    .skip(1)
                    .allMatch(run -> run.start().number() == 0 && run.step() == 1 && !run.drops());
        }
    }
}
