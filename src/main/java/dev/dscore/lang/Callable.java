package dev.dscore.lang;

import java.util.List;
import java.util.Map;

/** What can be called. */
public sealed interface Callable extends Value {
    /** A function or method of the language. */
    record Native(String name, Builtin function) implements Callable {
        @Override
        public String kind() {
            return "the function " + name;
        }
    }

    /** A function or method that already has its first argument. */
    record Bound(Value receiver, Callable function) implements Callable {
        @Override
        public String kind() {
            return "the method " + (function instanceof Native known ? known.name() : "of an object");
        }
    }

    /** A function of the program's. */
    record Own(Definition definition, Scope closure, Map<String, Value> defaults) implements Callable {
        @Override
        public String kind() {
            return "the function " + definition.name();
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

    /** A class of the program's. */
    record ClassOf(String name, List<ClassOf> bases, Map<String, Value> attributes) implements Callable {
        /** The attribute of the class or of what it inherits from; None's stand-in is an empty optional. */
        java.util.Optional<Value> find(String attribute) {
            Value own = attributes.get(attribute);
            if (own != null) return java.util.Optional.of(own);
            return bases.stream().flatMap(base -> base.find(attribute).stream()).findFirst();
        }

        @Override
        public String kind() {
            return "the class " + name;
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
}
