package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value that can be called. */
public sealed interface Callable extends Value {
    /** A function or method of the language. */
    record Native(String name, Builtin function) implements Callable {
        @Override
        public String kind() {
            return "the function " + name;
        }
    }

    /** A function or method whose first argument is bound. */
    record Bound(Value receiver, Callable function) implements Callable {
        @Override
        public String kind() {
            return "the method " + (function instanceof Native known ? known.name() : "of an object");
        }

        // equal if it is the same method of the same object, as in Python
        @Override
        public boolean equals(Object other) {
            return other instanceof Bound bound && bound.receiver == receiver && bound.function.equals(function);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(receiver);
        }
    }

    /** A function that the program defines. */
    record Own(Definition definition, Scope closure, Map<String, Value> defaults) implements Callable {
        @Override
        public String kind() {
            return definition.name().equals(Definition.LAMBDA) ? "a lambda" : "the function " + definition.name();
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

    /** A method that a class has to define before it can have objects. */
    record Abstract(Value function) implements Callable {
        @Override
        public String kind() {
            return "an abstract method";
        }
    }

    /** A class that the program defines, or one of Python's that it may inherit from. */
    final class ClassOf implements Callable {
        private final String name;
        private final Map<String, Value> attributes;
        private final List<ClassOf> order;

        /** @throws Fault if the bases have no consistent order of lookup */
        ClassOf(String name, List<ClassOf> bases, Map<String, Value> attributes) {
            this.name = name;
            this.attributes = attributes;
            this.order = order(bases);
        }

        // C3, as in Python: every class before its bases, and the bases in the given order
        private List<ClassOf> order(List<ClassOf> bases) {
            List<List<ClassOf>> open = new ArrayList<>();
            for (ClassOf base : bases) open.add(new ArrayList<>(base.order));
            open.add(new ArrayList<>(bases));
            List<ClassOf> order = new ArrayList<>(List.of(this));
            while (true) {
                open.removeIf(List::isEmpty);
                if (open.isEmpty()) return List.copyOf(order);
                ClassOf next = open.stream()
                        .map(one -> one.get(0))
                        .filter(first -> open.stream().noneMatch(one -> one.lastIndexOf(first) > 0))
                        .findFirst()
                        .orElseThrow(() ->
                                Fault.error("TypeError", "the base classes contradict each other in their order"));
                order.add(next);
                open.forEach(one -> one.remove(next));
            }
        }

        String name() {
            return name;
        }

        /** Returns the class's own attributes, without the inherited ones. */
        Map<String, Value> attributes() {
            return attributes;
        }

        /** Returns the classes in which an attribute is looked up, this one first. */
        List<ClassOf> order() {
            return order;
        }

        /** Returns the attribute of this class or of the first class that it inherits it from. */
        Optional<Value> find(String attribute) {
            for (ClassOf one : order) {
                Value own = one.attributes.get(attribute);
                if (own != null) return Optional.of(own);
            }
            return Optional.empty();
        }

        boolean inherits(ClassOf from) {
            return order.contains(from);
        }

        @Override
        public String kind() {
            return "the class " + name;
        }
    }
}
