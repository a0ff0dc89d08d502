package dev.dscore.lang;

import dev.dscore.graph.Section;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The value of a name or an expression while a program runs. */
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
    /** Python's None, for a name that has no value. */
    Value NOTHING = None.NONE;

    /** Returns how a message refers to this value, such as "a list". */
    String kind();

    /** Returns what a container holds: elements, a dictionary's values, attributes, a function's defaults. */
    static Collection<Value> inner(Value value) {
        if (value instanceof Tuple tuple) return tuple.elements();
        if (value instanceof Items items) return items.elements();
        if (value instanceof Dictionary dictionary) return dictionary.entries().values();
        if (value instanceof Instance instance) return instance.attributes().values();
        if (value instanceof Callable.Own own) return own.defaults().values();
        return List.of();
    }

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

    /** @param fields the names of the elements of a named tuple; empty for other tuples */
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

    /** A list. Equal only to itself, since it is mutable. */
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
        private final boolean counts;

        private Dictionary(Optional<Value> factory, boolean counts) {
            this.factory = factory;
            this.counts = counts;
        }

        Dictionary() {
            this(Optional.empty(), false);
        }

        /** @param factory creates the value of a key that is read but missing */
        Dictionary(Value factory) {
            this(Optional.of(factory), false);
        }

        /** Returns an empty Counter. */
        static Dictionary ofCounts() {
            return new Dictionary(Optional.empty(), true);
        }

        /** Returns an empty dictionary that treats missing keys as this one does. */
        Dictionary empty() {
            return new Dictionary(factory, counts);
        }

        /** Returns whether the value of a missing key is 0, as that of a Counter. */
        boolean counts() {
            return counts;
        }

        Optional<Value> factory() {
            return factory;
        }

        public Map<Value, Value> entries() {
            return entries;
        }

        /** Takes a new table, since clearing a table that was once large would take as long every time. */
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

    /** {@code start:stop:step}, with None for a part that is left out. */
    record Slice(Value start, Value stop, Value step) implements Value {
        @Override
        public String kind() {
            return "a slice";
        }
    }

    /** A section that basic indices choose, used in the rows of tables. */
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

    /** The type that numbers are stored as, which is also a function that converts values to it. */
    record Type(Dtype dtype, Origin origin) implements Value {
        /** The origin of a type: a number type of Python, one of NumPy, or the dtype of an array. */
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

    /** A type in an annotation, which has no effect while the program runs. */
    record Hint(String text) implements Value {
        @Override
        public String kind() {
            return "a type hint";
        }
    }

    /** A computed attribute of a class. */
    record Property(Value getter, Optional<Value> setter) implements Value {
        @Override
        public String kind() {
            return "a property";
        }
    }

    /** A method of a class that gets no receiver as its first argument. */
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

    /** {@code super()}: the attributes of the receiver's classes that follow {@code after}. */
    record Super(Callable.ClassOf after, Value receiver) implements Value {
        @Override
        public String kind() {
            return "super()";
        }
    }

    /** A context manager for {@code with} that changes no number, such as {@code torch.no_grad()}. */
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

    /** A generator of random numbers. Its state changes with every number drawn. */
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

    /** A module, such as {@code np}. */
    record Module(String name) implements Value {
        @Override
        public String kind() {
            return "a module";
        }
    }

    /** An object of a class, with its attributes. */
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
