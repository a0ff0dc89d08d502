package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;

/** What a name or an expression of the language stands for while a program is turned into a graph. */
sealed interface Meaning {
    /** How a message speaks of such a value. */
    String kind();

    /**
     * @param node what it holds by now
     * @param memory the array whose entries these are: a view shares it with what it views
     * @param views how it is seen, from the memory's own array on: transpositions and reshapes
     */
    record Array(Node node, Memory memory, List<Node.Apply> views) implements Meaning {
        /** An array of its own. */
        Array(Node node) {
            this(node, new Memory(), List.of());
        }

        /** @param seen a transposition or reshape of this array */
        Array view(Node seen) {
            if (!(seen instanceof Node.Apply step) || seen == node) return this;
            // entries in another order cannot be reshaped in place: NumPy copies them
            boolean reordered = views.stream().anyMatch(view -> view.operation() == Operation.TRANSPOSE)
                    && step.operation() == Operation.RESHAPE;
            return reordered ? new Array(seen) : seen(step);
        }

        /** @param seen this array with axes of length 1 put in, which never copies its entries */
        Array withNewAxes(Node seen) {
            return seen instanceof Node.Apply step && seen != node ? seen(step) : this;
        }

        private Array seen(Node.Apply step) {
            List<Node.Apply> more = new ArrayList<>(views);
            more.add(step);
            return new Array(step, memory, List.copyOf(more));
        }

        @Override
        public String kind() {
            return node.shape().equals(Shape.SCALAR) ? "a number" : "an array " + node.shape();
        }
    }

    /** What makes two arrays one; equal to itself only. */
    final class Memory {}

    record Tuple(List<Meaning> elements) implements Meaning {
        @Override
        public String kind() {
            return "a tuple";
        }
    }

    /** {@code range(N)}, {@code np.arange(N)}: the rows to pick from. */
    record Range(Size length) implements Meaning {
        @Override
        public String kind() {
            return "range(" + length + ")";
        }
    }

    record Flag(boolean value) implements Meaning {
        @Override
        public String kind() {
            return value ? "True" : "False";
        }
    }

    record None() implements Meaning {
        @Override
        public String kind() {
            return "None";
        }
    }

    /** {@code np} and its like. */
    record Module() implements Meaning {
        @Override
        public String kind() {
            return "a module";
        }
    }

    record Function(OldBuiltin builtin) implements Meaning {
        @Override
        public String kind() {
            return "the function " + builtin.name();
        }
    }

    /** A function that already has its first argument: {@code x.sum}. */
    record Method(OldBuiltin builtin, Meaning receiver) implements Meaning {
        @Override
        public String kind() {
            return "the method " + builtin.name();
        }
    }
}
