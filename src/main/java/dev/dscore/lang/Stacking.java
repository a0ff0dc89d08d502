package dev.dscore.lang;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Makes one array of nested lists of numbers and arrays, as {@code np.array} does. */
final class Stacking {
    /** Elements that are looked at in one step. */
    private static final int ELEMENTS_OF_STEP = 8;

    /** In a definition each element is a node. */
    private static final int MOST_NODES = 100_000;

    private final Interpreter interpreter;
    private final Arrays arrays;

    Stacking(Interpreter interpreter) {
        this.interpreter = interpreter;
        this.arrays = interpreter.arrays();
    }

    /** Returns nested lists as one array. Its size is checked first: a short program makes lists of 2⁴⁰ elements that share memory. */
    Array of(Value value) {
        List<Whole> lists = new ArrayList<>(), lengths = lengths(value, lists);
        if (lengths.contains(Whole.ZERO)) return parts(value);
        if (arrays.areKnown()) arrays.broadcast(arrays.number(Whole.ZERO), lengths);
        else if (lists.stream().mapToDouble(Whole::number).reduce(1, (a, b) -> a * b) > MOST_NODES)
            throw Fault.limit("makes an array of more than " + MOST_NODES + " elements of lists in a definition");
        Optional<Dtype> dtype = arrays.areKnown() ? ofNumbers(value, lengths) : Optional.empty();
        if (dtype.isEmpty()) return parts(value);
        Leaves leaves = new Leaves(value);
        Array made = arrays.made(arrays.filled(lengths, 0, Dtype.FLOAT), () -> Numbers.real(leaves.next()));
        return dtype.get() == Dtype.FLOAT ? made : arrays.converted(made, dtype.get());
    }

    /**
     * Returns the shape by the first elements: whether the others fit is found later.
     *
     * @param lists gets the lengths of lists alone
     */
    private static List<Whole> lengths(Value value, List<Whole> lists) {
        Value first = value;
        while (isNested(first)) {
            List<Value> elements = elements(first);
            lists.add(Whole.of(elements.size()));
            if (lists.size() > Given.MOST_AXES)
                throw Fault.error("ValueError", "an array has " + Given.MOST_AXES + " axes at most");
            if (elements.isEmpty()) break;
            first = elements.get(0);
        }
        List<Whole> lengths = new ArrayList<>(lists);
        if (first instanceof Array array) lengths.addAll(array.lengths());
        return lengths;
    }

    /** Returns what the numbers are counted in; empty if lists have different lengths or hold anything else. */
    private Optional<Dtype> ofNumbers(Value value, List<Whole> lengths) {
        if (lengths.isEmpty()) return Numbers.isNumber(value) ? Optional.of(dtype(value)) : Optional.empty();
        if (!isNested(value) || elements(value).size() != lengths.get(0).number()) return Optional.empty();
        interpreter.take(1 + lengths.get(0).number() / ELEMENTS_OF_STEP);
        Dtype common = Dtype.BOOL;
        for (Value element : elements(value)) {
            Optional<Dtype> dtype = ofNumbers(element, lengths.subList(1, lengths.size()));
            if (dtype.isEmpty()) return dtype;
            common = common.with(dtype.get());
        }
        return Optional.of(common);
    }

    private static Dtype dtype(Value number) {
        if (number instanceof Value.Flag) return Dtype.BOOL;
        return number instanceof Whole ? Dtype.INT : Dtype.FLOAT;
    }

    private Array parts(Value value) {
        List<Value> elements = interpreter.sequences().elements(value);
        if (elements.isEmpty()) return arrays.filled(List.of(Whole.ZERO), 0, Dtype.FLOAT);
        interpreter.sequences().charge(elements.size());
        List<Array> parts = new ArrayList<>();
        for (Value element : elements) {
            parts.add(isNested(element) ? parts(element) : interpreter.array(element, "an element"));
        }
        List<List<Whole>> shapes = parts.stream().map(Array::lengths).distinct().toList();
        if (shapes.size() > 1)
            throw Fault.error(
                    "ValueError",
                    "the elements have different shapes: {} and {}",
                    Message.shape(shapes.get(0).toArray(Whole[]::new)),
                    Message.shape(shapes.get(1).toArray(Whole[]::new)));
        List<Array> rows = new ArrayList<>();
        for (Array part : parts) {
            List<Whole> shape = new ArrayList<>(part.lengths());
            shape.add(0, Whole.ONE);
            rows.add(arrays.reshaped(part, shape));
        }
        return arrays.concatenated(rows, 0);
    }

    private static boolean isNested(Value value) {
        return value instanceof Value.Tuple || value instanceof Value.Items;
    }

    private static List<Value> elements(Value value) {
        return value instanceof Value.Tuple tuple ? tuple.elements() : ((Value.Items) value).elements();
    }

    /** The numbers of nested lists, from the first to the last. */
    private static final class Leaves {
        private final Deque<Iterator<Value>> open = new ArrayDeque<>();

        Leaves(Value value) {
            open.push(List.of(value).iterator());
        }

        Value next() {
            while (true) {
                Iterator<Value> top = open.element();
                if (!top.hasNext()) {
                    open.pop();
                    continue;
                }
                Value value = top.next();
                if (!isNested(value)) return value;
                open.push(elements(value).iterator());
            }
        }
    }
}
