package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads and writes the entries that an index in brackets chooses. */
final class Indexing {
    /** The number of letters of a string that are passed over in one step. */
    private static final int LETTERS_OF_STEP = 1000;

    private final Interpreter interpreter;

    Indexing(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    Value read(Value owner, Value subscript, String text) {
        if (owner instanceof Array array) {
            return interpreter.arrays().read(array, subscripts(array, subscript, text));
        }
        if (owner instanceof Value.Dictionary dictionary) {
            Value value = dictionary.entries().get(interpreter.sequences().key(subscript));
            if (value != null) return value;
            if (dictionary.counts()) return Whole.ZERO;
            if (dictionary.factory().isEmpty()) throw missing(dictionary, subscript);
            interpreter.take(Sequences.STEPS_OF_ELEMENT);
            Value made = interpreter.call(dictionary.factory().get(), List.of(), Map.of());
            dictionary.entries().put(interpreter.sequences().key(subscript), made);
            return made;
        }
        if (owner instanceof Value.Tuple tuple) {
            if (subscript instanceof Value.Slice slice)
                return new Value.Tuple(List.copyOf(cut(tuple.elements(), slice)));
            return tuple.elements().get(position(subscript, tuple.elements().size()));
        }
        if (owner instanceof Value.Items items) {
            if (subscript instanceof Value.Slice slice) return new Value.Items(cut(items.elements(), slice));
            return items.elements().get(position(subscript, items.elements().size()));
        }
        if (owner instanceof Value.Text letters && !(subscript instanceof Value.Slice))
            return letter(letters.text(), subscript);
        if (owner instanceof Value.Text || owner instanceof Value.Range) {
            List<Value> elements = interpreter.sequences().elements(owner);
            if (!(subscript instanceof Value.Slice slice)) return elements.get(position(subscript, elements.size()));
            List<Value> part = cut(elements, slice);
            if (owner instanceof Value.Range) return new Value.Items(part);
            StringBuilder joined = new StringBuilder();
            part.forEach(letter -> joined.append(Texts.text(letter)));
            return interpreter.sequences().text(joined.toString());
        }
        Optional<Value> own = interpreter.classes().special(owner, "__getitem__", List.of(subscript));
        if (own.isPresent()) return own.get();
        // list[int], Tuple[…]
        boolean hint = owner instanceof Value.Hint
                || owner instanceof Callable.Native
                || owner instanceof Value.Type
                || owner instanceof Callable.ClassOf;
        if (hint) return new Value.Hint(text);
        if (owner instanceof Value.Module module
                && (module.name().equals("r_") || module.name().equals("c_"))) {
            throw Fault.unsupported("np.{} is not taken; np.concatenate does the same", Message.fixed(module.name()));
        }
        if (Numbers.isNumber(owner)) throw Fault.error("TypeError", "a number has no entries");
        throw Fault.error("TypeError", "{} has no entries", Message.kind(owner));
    }

    private Fault missing(Value.Dictionary dictionary, Value key) {
        List<String> keys = dictionary.entries().keySet().stream()
                .filter(Value.Text.class::isInstance)
                .map(Texts::text)
                .filter(known -> known.length() <= Nearest.LONG)
                .toList();
        interpreter.take(dictionary.entries().size());
        Message near = key instanceof Value.Text text ? interpreter.nearest(text.text(), keys) : Message.fixed("");
        return Fault.error("KeyError", "the dictionary has no key {}{}", Texts.excerpt(key), near);
    }

    void write(Value owner, Value subscript, Value value, String text) {
        if (owner instanceof Value.Instance instance
                && instance.type().find("__setitem__").isPresent()) {
            interpreter.classes().method(owner, "__setitem__", List.of(subscript, value));
            return;
        }
        if (owner instanceof Array array) {
            if (array.rank() == 0 && !(subscript instanceof Value.Ellipsis)) {
                throw Fault.error("TypeError", "a number has no entries to change");
            }
            boolean number = Numbers.isNumber(value)
                    || value instanceof Array
                    || value instanceof Value.Items
                    || value instanceof Value.Tuple;
            if (!number)
                throw Fault.error(
                        "TypeError", "changes {} by {}; both must be arrays", Message.kind(array), Message.kind(value));
            interpreter.arrays().write(array, subscripts(array, subscript, text), interpreter.array(value, "a value"));
        } else if (owner instanceof Value.Dictionary dictionary) {
            interpreter.take(Sequences.STEPS_OF_ELEMENT);
            dictionary.entries().put(interpreter.sequences().key(subscript), value);
        } else if (owner instanceof Value.Items items) {
            if (subscript instanceof Value.Slice slice) replace(items, slice, value);
            else items.elements().set(position(subscript, items.elements().size()), value);
        } else {
            throw Numbers.isNumber(owner)
                    ? Fault.error("TypeError", "a number has no entries to change")
                    : Fault.error("TypeError", "{} cannot be changed in place", Message.kind(owner));
        }
    }

    private void replace(Value.Items items, Value.Slice slice, Value value) {
        Cut cut = cut(slice, items.elements().size());
        List<Value> by = interpreter.sequences().elements(value);
        interpreter.sequences().read(items.elements().size());
        if (cut.step == 1) {
            interpreter.sequences().grow(items.elements().size() - cut.count, by.size());
            List<Value> part = items.elements().subList(cut.start, Math.max(cut.start, cut.start + cut.count));
            part.clear();
            part.addAll(by);
            return;
        }
        if (by.size() != cut.count) throw Fault.error("ValueError", "replaces {} elements by {}", cut.count, by.size());
        for (int i = 0; i < cut.count; i++) items.elements().set(cut.start + i * cut.step, by.get(i));
    }

    void remove(Value owner, Value subscript) {
        if (owner instanceof Value.Dictionary dictionary) {
            if (dictionary.entries().remove(interpreter.sequences().key(subscript)) == null)
                throw missing(dictionary, subscript);
        } else if (owner instanceof Value.Items items) {
            if (subscript instanceof Value.Slice slice) replace(items, slice, new Value.Tuple(List.of()));
            else {
                interpreter.sequences().read(items.elements().size());
                items.elements().remove(position(subscript, items.elements().size()));
            }
        } else {
            throw Fault.error("TypeError", "{} has nothing that can be deleted", Message.kind(owner));
        }
    }

    private Value letter(String letters, Value subscript) {
        interpreter.take(letters.length() / LETTERS_OF_STEP);
        int position = position(subscript, letters.codePointCount(0, letters.length()));
        return new Value.Text(Character.toString(letters.codePointAt(letters.offsetByCodePoints(0, position))));
    }

    private int position(Value subscript, int size) {
        long position = interpreter.whole(subscript, "an index").number();
        if (position < -size || position >= size) {
            throw Fault.error("IndexError", "has no element {}: there are {}", position, size);
        }
        return (int) Math.floorMod(position, (long) size);
    }

    /** @param count the number of elements */
    private record Cut(int start, int step, int count) {}

    private Cut cut(Value.Slice slice, int size) {
        Subscript.Run run = run(slice, Whole.of(size));
        return new Cut((int) run.start(), (int) run.step(), (int) run.count().number());
    }

    private List<Value> cut(List<Value> elements, Value.Slice slice) {
        Cut cut = cut(slice, elements.size());
        interpreter.sequences().charge(cut.count);
        List<Value> part = new ArrayList<>();
        for (int i = 0; i < cut.count; i++) part.add(elements.get(cut.start + i * cut.step));
        return part;
    }

    /** Returns the run of a slice along an axis of this length, clipped as in Python. */
    Subscript.Run run(Value.Slice slice, Whole length) {
        long size = length.number();
        long step = slice.step() instanceof Value.None
                ? 1
                : interpreter.whole(slice.step(), "a step").number();
        if (step == 0) throw Fault.error("ValueError", "the step of a slice is 0");
        boolean whole = slice.start() instanceof Value.None && slice.stop() instanceof Value.None;
        if (whole && Math.abs(step) == 1) {
            Size last = length.size().minus(Size.ONE);
            return step > 0
                    ? new Subscript.Run(0, step, length)
                    : new Subscript.Run(Math.max(0, size - 1), step, length, last);
        }
        long start = bound(slice.start(), step > 0 ? 0 : size - 1, size, step);
        long stop = bound(slice.stop(), step > 0 ? size : -1, size, step);
        long count = step > 0
                ? Math.max(0, (stop - start + step - 1) / step)
                : Math.max(0, (start - stop - step - 1) / -step);
        Whole symbolic = Whole.of(count);
        if (step == 1 && count > 0) {
            Value from = slice.start() instanceof Value.None ? Whole.ZERO : slice.start();
            Value to = slice.stop() instanceof Value.None ? length : slice.stop();
            if (from instanceof Whole a && to instanceof Whole b) {
                Whole difference = (Whole)
                        Numbers.binary(Operator.SUBTRACT, counted(b, start + count, length), counted(a, start, length));
                if (difference.number() == count) symbolic = difference;
            }
        }
        if (count == 0) return new Subscript.Run(0, step, symbolic);
        Whole first = slice.start() instanceof Whole given ? counted(given, start, length) : Whole.of(start);
        return new Subscript.Run(start, step, symbolic, first.size());
    }

    // a bound counted from the start of the axis, in symbols unless it was clipped
    private static Whole counted(Whole bound, long position, Whole length) {
        Whole counted = bound.number() < 0 ? (Whole) Numbers.binary(Operator.ADD, length, bound) : bound;
        return counted.number() == position ? counted : Whole.of(position);
    }

    private long bound(Value given, long otherwise, long size, long step) {
        if (given instanceof Value.None) return otherwise;
        long bound = interpreter.whole(given, "the bound of a slice").number();
        if (bound < 0) bound += size;
        long least = step > 0 ? 0 : -1, most = step > 0 ? size : size - 1;
        return Math.max(least, Math.min(most, bound));
    }

    /** Returns one subscript for each axis of the array (a mask may span several) and one for each new axis. */
    List<Subscript> subscripts(Array array, Value subscript, String text) {
        List<Value> given = subscript instanceof Value.Tuple tuple ? tuple.elements() : List.of(subscript);
        int used = 0;
        boolean open = false;
        List<Object> parts = new ArrayList<>();
        List<Supplier<String>> names = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            Value one = given.get(i);
            int place = i;
            Supplier<String> name = () -> part(text, place, given.size());
            names.add(name);
            if (one instanceof Value.Ellipsis) {
                if (open) throw Fault.error("IndexError", "an index takes one `...` only");
                open = true;
                parts.add(one);
            } else if (one instanceof Value.None) {
                parts.add(one);
            } else {
                Object part = one;
                int axes = 1;
                if (!(one instanceof Value.Slice) && !Numbers.isNumber(one)) {
                    Array index = index(one, name);
                    part = index;
                    if (index.dtype() == Dtype.BOOL) axes = index.rank();
                    if (index.rank() == 0 && index.dtype().isWhole()) part = interpreter.whole(index, "an index");
                }
                if (part instanceof Value.Flag || axes == 0) throw Fault.unsupported("a truth value alone is no index");
                used += axes;
                parts.add(part);
            }
        }
        if (used > 0 && array.rank() == 0) throw Fault.error("TypeError", "a number has no entries");
        if (used > array.rank()) {
            throw Fault.error(
                    "IndexError",
                    "{} has {}{}, and this index names {}",
                    array,
                    array.rank(),
                    Message.fixed(array.rank() == 1 ? " axis" : " axes"),
                    used);
        }
        List<Subscript> subscripts = new ArrayList<>();
        int axis = 0;
        for (int i = 0; i < parts.size(); i++) {
            Object part = parts.get(i);
            Supplier<String> name = names.get(i);
            if (part instanceof Value.Ellipsis) {
                for (int rest = array.rank() - used; rest > 0; rest--) subscripts.add(whole(array, axis++));
            } else if (part instanceof Value.None) {
                subscripts.add(new Subscript.NewAxis());
            } else if (part instanceof Value.Slice slice) {
                subscripts.add(run(slice, array.lengths().get(axis++)));
            } else if (part instanceof Array index) {
                boolean mask = index.dtype() == Dtype.BOOL;
                subscripts.add(mask ? new Subscript.Mask(index) : new Subscript.Gather(index, name.get()));
                axis += mask ? index.rank() : 1;
            } else {
                subscripts.add(new Subscript.At(at((Value) part, array, axis++, name)));
            }
        }
        while (axis < array.rank()) subscripts.add(whole(array, axis++));
        return subscripts;
    }

    private static String part(String text, int place, int count) {
        List<String> parts = parts(text);
        return parts.size() == count ? parts.get(place) : text;
    }

    // splits at commas outside brackets
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0, start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '[' || c == '{') depth++;
            if (c == ')' || c == ']' || c == '}') depth--;
            if (c != ',' || depth > 0) continue;
            parts.add(text.substring(start, i).strip());
            start = i + 1;
        }
        if (!text.substring(start).isBlank()) parts.add(text.substring(start).strip());
        return parts;
    }

    private static Subscript whole(Array array, int axis) {
        return new Subscript.Run(0, 1, array.lengths().get(axis));
    }

    private Whole at(Value value, Array array, int axis, Supplier<String> name) {
        long position = interpreter.whole(value, "an index").number();
        Whole length = array.lengths().get(axis);
        if (position < -length.number() || position >= length.number()) {
            String text = name.get();
            Message shown = text.matches("-?\\d+")
                    ? Message.of("there is no entry {}", Message.fixed(text))
                    : Message.of("{} is {}", Message.fixed(Source.shortened(text)), position);
            throw Fault.error("IndexError", "{} on an axis of length {}", shown, Message.length(length));
        }
        Whole given = interpreter.whole(value, "an index");
        return position < 0 ? (Whole) Numbers.binary(Operator.ADD, length, given) : given;
    }

    private Array index(Value value, Supplier<String> name) {
        boolean taken = value instanceof Array
                || value instanceof Value.Items
                || value instanceof Value.Range
                || value instanceof Value.Tuple;
        if (!taken) throw Fault.error("IndexError", "{} is no index", Message.kind(value));
        Array index = interpreter.array(value, "an index");
        if (index.dtype() == Dtype.FLOAT) {
            if (Given.count(index).number() == 0) return interpreter.arrays().converted(index, Dtype.INT);
            throw Fault.error(
                    "IndexError",
                    "the index `{}` holds numbers that are not whole; a mask holds comparisons, such as mask != 0",
                    Message.fixed(Source.shortened(name.get())));
        }
        return index;
    }
}
