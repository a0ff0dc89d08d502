package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.List;

/** What a name or an expression of the language stands for while a program is turned into a graph. */
sealed interface Value {
    /** How a message speaks of such a value. */
    String kind();

    record Array(Node node) implements Value {
        @Override
        public String kind() {
            return node.shape().equals(Shape.SCALAR) ? "a number" : "an array " + node.shape();
        }
    }

    record Tuple(List<Value> elements) implements Value {
        @Override
        public String kind() {
            return "a tuple";
        }
    }

    /** {@code range(N)}, {@code np.arange(N)}: the rows to pick from. */
    record Range(Size length) implements Value {
        @Override
        public String kind() {
            return "range(" + length + ")";
        }
    }

    record Flag(boolean value) implements Value {
        @Override
        public String kind() {
            return value ? "True" : "False";
        }
    }

    record None() implements Value {
        @Override
        public String kind() {
            return "None";
        }
    }

    /** {@code np} and its like. */
    record Module() implements Value {
        @Override
        public String kind() {
            return "a module";
        }
    }

    record Function(Builtin builtin) implements Value {
        @Override
        public String kind() {
            return "the function " + builtin.name();
        }
    }

    /** A function that already has its first argument: {@code x.sum}. */
    record Method(Builtin builtin, Value receiver) implements Value {
        @Override
        public String kind() {
            return "the method " + builtin.name();
        }
    }
}
