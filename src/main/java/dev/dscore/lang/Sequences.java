package dev.dscore.lang;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The elements of tuples, lists, dictionaries, ranges, strings and the first axis of an array, one by one. */
final class Sequences {
    /** Maximum number of elements of a list, a tuple or a string that a program makes. */
    static final int MOST_ELEMENTS = 1_000_000;

    /** Steps for a new element. Elements take memory too: everything that a program may make fits in a small heap. */
    static final int STEPS_OF_ELEMENT = 4;

    /** Steps for a new list or tuple, beside those for its elements. */
    private static final int STEPS_OF_LIST = 8;

    /** Steps for a new object with attributes, or for a function with its defaults. */
    static final int STEPS_OF_OBJECT = 20;

    /** Steps for a new generator of random numbers. */
    static final int STEPS_OF_GENERATOR = 1000;

    /** Elements that are read, or letters that are read or made, per step. */
    private static final int READ_OF_STEP = 8;

    private final Interpreter interpreter;

    Sequences(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** The elements of a value, one after the other; empty at the end. */
    interface Iteration {
        Optional<Value> next();
    }

    static Set<String> names(Expression target) {
        Set<String> names = new HashSet<>();
        if (target instanceof Expression.Name name) names.add(name.name());
        if (target instanceof Expression.Starred starred) names.addAll(names(starred.value()));
        if (target instanceof Expression.Several several) {
            several.elements().forEach(element -> names.addAll(names(element)));
        }
        return names;
    }

    boolean isIterable(Value value) {
        return value instanceof Value.Tuple
                || value instanceof Value.Items
                || value instanceof Value.Dictionary
                || value instanceof Value.Unordered
                || value instanceof Value.Range
                || value instanceof Value.Text
                || value instanceof Value.Elements
                || value instanceof Value.Instance instance && isSequence(instance)
                || value instanceof Array array && array.rank() > 0;
    }

    private static boolean isSequence(Value.Instance instance) {
        return instance.type().find("__iter__").isPresent()
                || instance.type().find("__getitem__").isPresent();
    }

    /** Returns whether a value has a length. */
    boolean isSized(Value value) {
        return isIterable(value) && !(value instanceof Value.Elements);
    }

    Whole length(Value value) {
        if (value instanceof Value.Tuple tuple) return Whole.of(tuple.elements().size());
        if (value instanceof Value.Items items) return Whole.of(items.elements().size());
        if (value instanceof Value.Dictionary dictionary)
            return Whole.of(dictionary.entries().size());
        if (value instanceof Value.Unordered set) return Whole.of(set.elements().size());
        if (value instanceof Value.Text text)
            return Whole.of(text.text().codePointCount(0, text.text().length()));
        if (value instanceof Value.Range range) {
            boolean plain = range.start().equals(Whole.ZERO) && range.step().equals(Whole.ONE);
            return plain && range.stop().number() >= 0 ? range.stop() : Whole.of(range.length());
        }
        if (value instanceof Array array && array.rank() > 0)
            return array.lengths().get(0);
        if (value instanceof Value.Instance instance) {
            Optional<Value> length = interpreter.classes().special(instance, "__len__", List.of());
            if (length.isPresent()) return interpreter.whole(length.get(), "a length");
        }
        throw value instanceof Array || Numbers.isNumber(value)
                ? Fault.error("TypeError", "a number has no length")
                : Fault.error("TypeError", "{} has no length", Message.kind(value));
    }

    // iterates over the result of __iter__, or over __getitem__ of 0, 1, 2 … until it raises an IndexError
    private Iteration ofInstance(Value.Instance instance) {
        Optional<Value> given = interpreter.classes().special(instance, "__iter__", List.of());
        if (given.isPresent()) {
            if (given.get() instanceof Value.Instance) {
                throw Fault.unsupported(
                        "`__iter__` that gives an object of the program's is not taken; return iter(…) of a list");
            }
            return iteration(given.get());
        }
        return new Iteration() {
            private long next = 0;

            @Override
            public Optional<Value> next() {
                try {
                    return interpreter.classes().special(instance, "__getitem__", List.of(Whole.of(next++)));
                } catch (SourceException e) {
                    if (Errors.isRaised(e) && Errors.object(e).type().inherits(Errors.TABLE.get("IndexError"))) {
                        return Optional.empty();
                    }
                    throw e;
                }
            }
        };
    }

    Iteration iteration(Value value) {
        if (value instanceof Value.Elements elements) return elements.iteration();
        if (value instanceof Value.Instance instance && isSequence(instance)) return ofInstance(instance);
        if (value instanceof Value.Range range) {
            long length = range.length();
            return new Iteration() {
                private long next = 0;

                @Override
                public Optional<Value> next() {
                    if (next >= length) return Optional.empty();
                    return Optional.of(Whole.of(
                            range.start().number() + next++ * range.step().number()));
                }
            };
        }
        if (value instanceof Value.Items items) {
            // the list may grow meanwhile
            return new Iteration() {
                private int next = 0;

                @Override
                public Optional<Value> next() {
                    return next < items.elements().size()
                            ? Optional.of(items.elements().get(next++))
                            : Optional.empty();
                }
            };
        }
        if (value instanceof Array array && array.rank() > 0) {
            long length = array.lengths().get(0).number();
            return new Iteration() {
                private long next = 0;

                @Override
                public Optional<Value> next() {
                    return next < length ? Optional.of(entry(array, next++)) : Optional.empty();
                }
            };
        }
        Iterator<Value> elements = elements(value).iterator();
        return () -> elements.hasNext() ? Optional.of(elements.next()) : Optional.empty();
    }

    private Array entry(Array array, long position) {
        List<Subscript> subscripts = Subscript.all(array);
        subscripts.set(0, new Subscript.At(Whole.of(position)));
        return interpreter.arrays().read(array, subscripts);
    }

    List<Value> elements(Value value) {
        if (isSized(value) && !(value instanceof Value.Instance))
            read(length(value).number());
        if (value instanceof Value.Tuple tuple) return tuple.elements();
        if (value instanceof Value.Items items) return new ArrayList<>(items.elements());
        if (value instanceof Value.Dictionary dictionary)
            return new ArrayList<>(dictionary.entries().keySet());
        if (value instanceof Value.Unordered set) return new ArrayList<>(set.elements());
        if (value instanceof Value.Text text) {
            charge(text.text().length());
            return text.text()
                    .codePoints()
                    .mapToObj(c -> (Value) new Value.Text(Character.toString(c)))
                    .toList();
        }
        boolean byTurns = value instanceof Value.Elements || value instanceof Value.Instance one && isSequence(one);
        if (byTurns || value instanceof Value.Range || value instanceof Array array && array.rank() > 0) {
            if (!byTurns) charge(length(value).number());
            List<Value> elements = new ArrayList<>();
            Iteration iteration = iteration(value);
            for (Optional<Value> next = iteration.next(); next.isPresent(); next = iteration.next()) {
                elements.add(next.get());
                if (byTurns) grow(elements.size() - 1, 1);
            }
            return elements;
        }
        throw value instanceof Array || Numbers.isNumber(value)
                ? Fault.error("TypeError", "a number has no elements")
                : Fault.error("TypeError", "{} has no elements", Message.kind(value));
    }

    /** Takes the steps for a new list of this many elements, {@link #MOST_ELEMENTS} at most. */
    void charge(long elements) {
        if (elements > MOST_ELEMENTS) throw Fault.limit("makes a list of more than " + MOST_ELEMENTS + " elements");
        interpreter.take(STEPS_OF_LIST + STEPS_OF_ELEMENT * elements);
    }

    /** Takes the steps for adding elements to a list, {@link #MOST_ELEMENTS} at most in all. */
    void grow(long before, long more) {
        if (before + more > MOST_ELEMENTS)
            throw Fault.limit("makes a list of more than " + MOST_ELEMENTS + " elements");
        interpreter.take(STEPS_OF_ELEMENT * more);
    }

    /** Takes the steps for reading this many elements or letters. */
    void read(long count) {
        interpreter.take(count / READ_OF_STEP);
    }

    /** Takes the steps for searching for a string in another one, in which every letter may begin a match. */
    void search(String text, String part) {
        read((long) text.length() * Math.max(1, part.length()));
    }

    /** Takes the steps for a string of this many letters, before it is made. */
    void letters(long count) {
        Texts.check(count);
        read(count);
    }

    /** Returns a new string, and takes the steps for it. */
    Value.Text text(String text) {
        letters(text.length());
        return new Value.Text(text);
    }

    /** Returns the key that dictionaries and sets use for a value, and takes its steps: 1, 1.0 and True are one. */
    Value key(Value value) {
        if (value instanceof Value.Flag) return Numbers.whole(value);
        if (value instanceof Value.Real real
                && real.value() == Math.rint(real.value())
                && Math.abs(real.value()) < 1e15) return Whole.of((long) real.value());
        if (value instanceof Array array) {
            if (array.rank() > 0) throw Fault.error("TypeError", "an array cannot be a key");
            double item = interpreter.arrays().item(array);
            return key(new Value.Real(item));
        }
        if (value instanceof Value.Tuple tuple) {
            // nested tuples with shared elements can be larger than everything that was made
            charge(tuple.elements().size());
            return new Value.Tuple(tuple.elements().stream().map(this::key).toList());
        }
        if (value instanceof Value.Text text) read(text.text().length());
        if (!isKey(value)) throw Fault.error("TypeError", "{} cannot be a key", Message.kind(value));
        return value;
    }

    // whether a value is compared in one step
    static boolean isKey(Value value) {
        return Numbers.isNumber(value)
                || value instanceof Value.Text
                || value instanceof Value.None
                || value instanceof Value.Ellipsis
                || value instanceof Value.Range
                || value instanceof Value.Type
                || value instanceof Value.Module
                || value instanceof Value.Hint
                || value instanceof Value.Instance
                || value instanceof Value.Elements
                || value instanceof Value.Generator
                || value instanceof Callable.Native
                || value instanceof Callable.Bound
                || value instanceof Callable.Own
                || value instanceof Callable.ClassOf;
    }

    /** Returns a new dictionary, and takes the steps for its table. */
    Value.Dictionary dictionary() {
        interpreter.take(STEPS_OF_OBJECT);
        return new Value.Dictionary();
    }

    Value.Dictionary counts() {
        interpreter.take(STEPS_OF_OBJECT);
        return Value.Dictionary.ofCounts();
    }

    /** Puts all entries of a dictionary into another one. */
    void copied(Value.Dictionary from, Value.Dictionary to) {
        charge(from.entries().size());
        // a copy, since both may be the same dictionary
        for (Map.Entry<Value, Value> entry : new ArrayList<>(from.entries().entrySet())) {
            to.entries().put(key(entry.getKey()), entry.getValue());
        }
    }

    Value.Unordered set(List<Value> values) {
        interpreter.take(STEPS_OF_OBJECT);
        Value.Unordered set = new Value.Unordered();
        for (Value value : values) set.elements().add(key(value));
        return set;
    }

    /** Takes the steps for finding this many numbers among sorted ones. */
    void finding(long numbers, long among) {
        read(2 * numbers * (Long.SIZE - Long.numberOfLeadingZeros(among)) / 4);
    }

    /** Takes the steps for sorting this many elements: one pass through them for each halving of their number. */
    void sorting(long elements) {
        read(elements * (Long.SIZE - Long.numberOfLeadingZeros(elements)));
    }

    /** Returns nested lists of numbers and arrays as one array. */
    Array stacked(Value value) {
        return new Stacking(interpreter).of(value);
    }

    /** Returns a tuple, and takes the steps for its elements. */
    Value.Tuple tuple(List<? extends Value> elements) {
        charge(elements.size());
        return new Value.Tuple(List.copyOf(elements));
    }

    /** Returns an entry of a dictionary as a pair. */
    static Value pair(Map.Entry<Value, Value> entry) {
        return new Value.Tuple(List.of(entry.getKey(), entry.getValue()));
    }
}
