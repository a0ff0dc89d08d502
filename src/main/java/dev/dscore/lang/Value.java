package dev.dscore.lang;

import dev.dscore.graph.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a name or an expression stands for while a program runs. */
public sealed interface Value
        permits Array,
                Whole,
                Value.Real,
                Value.Flag,
                Value.None,
                Value.Ellipsis,
                Value.Text,
                Value.Tuple,
                Value.Items,
                Value.Dictionary,
                Value.Unordered,
                Value.Slice,
                Value.Range,
                Value.Chosen,
                Value.Type,
                Value.Module,
                Value.Instance,
                Value.Hint,
                Value.Property,
                Value.Static,
                Value.OfClass,
                Value.Super,
                Value.Guard,
                Value.Elements,
                Value.Generator,
                Callable {
    /** What a name stands for that has no value. */
    Value NOTHING = None.NONE;

    /** How a message speaks of such a value. */
    String kind();

    /** Python's own float. */
    record Real(double value) implements Value {
        @Override
        public int hashCode() {
            return Hashing.of(Double.doubleToLongBits(value));
        }

        @Override
        public String kind() {
            return "a number";
        }
    }

    record Flag(boolean value) implements Value {
        static final Flag TRUE = new Flag(true), FALSE = new Flag(false);

        static Flag of(boolean value) {
            return value ? TRUE : FALSE;
        }

        @Override
        public String kind() {
            return value ? "True" : "False";
        }
    }

    record None() implements Value {
        static final None NONE = new None();

        @Override
        public String kind() {
            return "None";
        }
    }

    record Ellipsis() implements Value {
        @Override
        public String kind() {
            return "...";
        }
    }

    record Text(String text) implements Value {
        @Override
        public int hashCode() {
            return Hashing.of(text);
        }

        @Override
        public String kind() {
            return "a string";
        }
    }

    /** @param fields the names of the elements of a named one, else none */
    record Tuple(List<Value> elements, List<String> fields) implements Value {
        Tuple(List<Value> elements) {
            this(elements, List.of());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tuple tuple && tuple.elements.equals(elements);
        }

        @Override
        public int hashCode() {
            return Hashing.of(elements);
        }

        @Override
        public String kind() {
            return "a tuple";
        }
    }

    /** A list; equal to itself only, since it changes. */
    final class Items implements Value {
        private final ArrayList<Value> elements;

        Items(List<Value> elements) {
            this.elements = new ArrayList<>(elements);
        }

        public ArrayList<Value> elements() {
            return elements;
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    final class Dictionary implements Value {
        private Map<Value, Value> entries = new LinkedHashMap<>();
        private final Optional<Value> factory;

        Dictionary() {
            this.factory = Optional.empty();
        }

        /** @param factory makes the value of a key that is read and not there */
        Dictionary(Value factory) {
            this.factory = Optional.of(factory);
        }

        Optional<Value> factory() {
            return factory;
        }

        public Map<Value, Value> entries() {
            return entries;
        }

        /** Takes a new table: one that was large once would take as long to be emptied whenever it is. */
        void clear() {
            entries = new LinkedHashMap<>();
        }

        @Override
        public String kind() {
            return "a dictionary";
        }
    }

    /** A set. */
    final class Unordered implements Value {
        private final Set<Value> elements = new LinkedHashSet<>();

        Set<Value> elements() {
            return elements;
        }

        @Override
        public String kind() {
            return "a set";
        }
    }

    /** {@code start:stop:step}; None where one is left out. */
    record Slice(Value start, Value stop, Value step) implements Value {
        @Override
        public String kind() {
            return "a slice";
        }
    }

    /** What basic indices choose, in the rows of tables. */
    record Chosen(Section section) implements Value {
        @Override
        public String kind() {
            return "a section";
        }
    }

    /** {@code range(…)}. */
    record Range(Whole start, Whole stop, Whole step) implements Value {
        long length() {
            long from = start.number(), to = stop.number(), by = step.number();
            if (by > 0) return from >= to ? 0 : (to - from - 1) / by + 1;
            return from <= to ? 0 : (from - to - 1) / -by + 1;
        }

        @Override
        public String kind() {
            boolean plain = start.equals(Whole.ZERO) && step.equals(Whole.ONE);
            return plain ? "range(" + stop.size() + ")" : "a range";
        }
    }

    /** What numbers are kept as, which is a function that converts, too. */
    record Type(Dtype dtype, Origin origin) implements Value {
        /** Whose type it is: Python's number, NumPy's, or what the entries of an array are. */
        enum Origin {
            PYTHON,
            NUMPY,
            DTYPE
        }

        boolean isPythons() {
            return origin == Origin.PYTHON;
        }

        @Override
        public String kind() {
            return "the type " + dtype.text();
        }
    }

    /** A type in an annotation, which says nothing while the program runs. */
    record Hint(String text) implements Value {
        @Override
        public String kind() {
            return "a type hint";
        }
    }

    /** An attribute of a class that is computed. */
    record Property(Value getter, Optional<Value> setter) implements Value {
        @Override
        public String kind() {
            return "a property";
        }
    }

    /** A method of a class without a first argument of its own. */
    record Static(Value function) implements Value {
        @Override
        public String kind() {
            return "a static method";
        }
    }

    /** A method whose first argument is the class. */
    record OfClass(Value function) implements Value {
        @Override
        public String kind() {
            return "a class method";
        }
    }

    /** {@code super()}: what the receiver's classes after this one have. */
    record Super(Callable.ClassOf after, Value receiver) implements Value {
        @Override
        public String kind() {
            return "super()";
        }
    }

    /** What stands behind {@code with} and changes no number: {@code torch.no_grad()}. */
    record Guard(String name) implements Value {
        @Override
        public String kind() {
            return name;
        }
    }

    /** {@code iter(…)}. */
    final class Elements implements Value {
        private final Sequences.Iteration iteration;

        Elements(Sequences.Iteration iteration) {
            this.iteration = iteration;
        }

        Sequences.Iteration iteration() {
            return iteration;
        }

        @Override
        public String kind() {
            return "an iterator";
        }
    }

    /** A generator of random numbers, which changes with every number that is drawn. */
    record Generator(RandomSource source) implements Value {
        @Override
        public String kind() {
            return "a generator of random numbers";
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /** {@code np} and its like. */
    record Module(String name) implements Value {
        @Override
        public String kind() {
            return "a module";
        }
    }

    /** An object of a class of the program's, or the class itself with its attributes. */
    final class Instance implements Value {
        private final Callable.ClassOf type;
        private final Map<String, Value> attributes = new LinkedHashMap<>();

        Instance(Callable.ClassOf type) {
            this.type = type;
        }

        Callable.ClassOf type() {
            return type;
        }

        public Map<String, Value> attributes() {
            return attributes;
        }

        @Override
        public String kind() {
            return "a " + type.name();
        }
    }
}
