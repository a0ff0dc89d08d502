package dev.dscore.plain;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Array;
import dev.dscore.lang.Arrays;
import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Message;
import dev.dscore.lang.Subscript;
import dev.dscore.lang.Value;
import dev.dscore.lang.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Computes with arrays of plain numbers as NumPy does: eagerly, with views and dtypes. */
public final class Numeric implements Arrays {
    private final Meter meter;
    private final Elementwise elementwise;
    private final Reductions reductions;
    private final Products products;
    private final Selection selection;
    private final Manipulation manipulation;

    public Numeric(Meter meter) {
        this.meter = meter;
        this.elementwise = new Elementwise(meter);
        this.reductions = new Reductions(meter, elementwise);
        this.products = new Products(meter);
        this.manipulation = new Manipulation(meter);
        this.selection = new Selection(meter, elementwise);
    }

    /** Returns an array of the given numbers, with its shape in symbols. */
    public Array array(Tensor tensor, Shape symbols, Dtype dtype) {
        Whole[] lengths = new Whole[tensor.rank()];
        for (int axis = 0; axis < lengths.length; axis++) {
            lengths[axis] = symbols.rank() == tensor.rank()
                    ? Whole.of(tensor.shape()[axis], symbols.size(axis))
                    : Whole.of(tensor.shape()[axis]);
        }
        meter.array(lengths);
        return NumericArray.of(tensor.data().clone(), lengths, dtype);
    }

    private NumericArray own(Array array) {
        NumericArray own = (NumericArray) array;
        meter.axes(own.rank());
        return own;
    }

    static NumericArray scalar(double value, Dtype dtype) {
        return NumericArray.of(new double[] {value}, new Whole[0], dtype);
    }

    @Override
    public boolean areKnown() {
        return true;
    }

    @Override
    public Array number(Value number) {
        meter.touch(1);
        if (number instanceof Value.Real real) return scalar(real.value(), Dtype.FLOAT);
        if (number instanceof Value.Flag flag) return scalar(flag.value() ? 1 : 0, Dtype.BOOL);
        if (number instanceof Whole whole) return scalar(whole.number(), Dtype.INT);
        throw Fault.error("TypeError", "takes a number, not {}", Message.kind(number));
    }

    @Override
    public Array filled(List<Whole> shape, double value, Dtype dtype) {
        Whole[] lengths = shape.toArray(Whole[]::new);
        double[] data = new double[meter.array(lengths)];
        if (value != 0) java.util.Arrays.fill(data, Elementwise.kept(value, dtype));
        return NumericArray.of(data, lengths, dtype);
    }

    @Override
    public Array made(Array a, DoubleSupplier entries) {
        double[] data = own(a).buffer.data;
        for (int i = 0; i < data.length; i++) data[i] = entries.getAsDouble();
        return a;
    }

    @Override
    public Array spaced(double start, double step, Whole length, Dtype dtype) {
        Whole[] lengths = {length};
        if (length.number() < 0) throw Fault.error("ValueError", "an axis cannot have the length {}", length);
        double[] data = new double[meter.array(lengths)];
        for (int i = 0; i < data.length; i++) data[i] = Elementwise.kept(start + i * step, dtype);
        return NumericArray.of(data, lengths, dtype);
    }

    @Override
    public Array elementwise(String function, List<Array> operands) {
        List<NumericArray> own = operands.stream().map(this::own).toList();
        return elementwise.apply(function, own);
    }

    @Override
    public Array reduced(String function, Array a, List<Integer> axes, boolean keepdims, int ddof) {
        return reductions.reduced(function, own(a), axes, keepdims, ddof);
    }

    @Override
    public Array along(String function, Array a, List<Integer> axes) {
        return reductions.along(function, own(a), axes);
    }

    @Override
    public Array product(Array a, Array b) {
        return products.product(own(a), own(b));
    }

    @Override
    public Array outer(Array a, Array b) {
        Whole[] column = {own(a).lengths[0], Whole.of(1)};
        return elementwise.apply("multiply", List.of(manipulation.reshaped(own(a), column), own(b)));
    }

    @Override
    public Array oneHot(Array indices, Whole classes) {
        NumericArray places = own(indices);
        Whole[] lengths = java.util.Arrays.copyOf(places.lengths, places.rank() + 1);
        lengths[places.rank()] = classes;
        double[] data = new double[meter.array(lengths)], at = places.toArray();
        for (int i = 0; i < at.length; i++) {
            // −1 is the last class, as for an index
            if (at[i] < 0) at[i] += classes.number();
            if (at[i] < 0 || at[i] >= classes.number()) {
                throw Fault.error(
                        "IndexError", "indices has an entry outside an axis of length {}", Message.length(classes));
            }
            data[i * (int) classes.number() + (int) at[i]] = 1;
        }
        return NumericArray.of(data, lengths, Dtype.FLOAT);
    }

    @Override
    public Array einsum(List<String> operands, String result, List<Array> arrays) {
        return products.einsum(operands, result, arrays.stream().map(this::own).toList());
    }

    @Override
    public Array transposed(Array a, List<Integer> axes) {
        return manipulation.transposed(own(a), axes);
    }

    @Override
    public Array reshaped(Array a, List<Whole> shape) {
        return manipulation.reshaped(own(a), shape.toArray(Whole[]::new));
    }

    @Override
    public Array broadcast(Array a, List<Whole> shape) {
        return manipulation.broadcast(own(a), shape.toArray(Whole[]::new));
    }

    @Override
    public Array read(Array a, List<Subscript> subscripts) {
        return selection.read(own(a), subscripts);
    }

    @Override
    public void write(Array a, List<Subscript> subscripts, Array value) {
        selection.write(own(a), subscripts, own(value));
    }

    @Override
    public void accumulate(String function, Array a, List<Subscript> subscripts, Array value) {
        selection.accumulate(function, own(a), subscripts, own(value));
    }

    @Override
    public void update(String function, Array a, Array b) {
        elementwise.update(function, own(a), own(b));
    }

    @Override
    public Array diagonal(Array a) {
        return manipulation.diagonal(own(a));
    }

    @Override
    public Array concatenated(List<Array> arrays, int axis) {
        return manipulation.concatenated(arrays.stream().map(this::own).toList(), axis);
    }

    @Override
    public Array converted(Array a, Dtype dtype) {
        NumericArray from = own(a);
        meter.array(from.lengths);
        double[] data = from.toArray();
        if (dtype != Dtype.FLOAT && dtype != from.dtype) {
            for (int i = 0; i < data.length; i++) data[i] = Elementwise.kept(data[i], dtype);
        }
        NumericArray to = NumericArray.of(data, from.lengths, dtype);
        to.buffer.cause = from.buffer.cause;
        return to;
    }

    @Override
    public Array windows(Array a, List<Integer> axes, List<Whole> lengths) {
        return manipulation.windows(own(a), axes, lengths);
    }

    @Override
    public List<Array> nonzero(Array a) {
        NumericArray from = own(a);
        double[] entries = from.toArray();
        // the index of each entry, axis by axis
        meter.touch(entries.length * (2L + 2L * from.rank()));
        int count = 0;
        for (double entry : entries) if (entry != 0) count++;
        Whole[] lengths = {Whole.of(count)};
        double[][] places = new double[Math.max(1, from.rank())][count];
        int next = 0;
        for (int i = 0; i < entries.length; i++) {
            if (entries[i] == 0) continue;
            int[] index = from.index(i);
            for (int axis = 0; axis < index.length; axis++) places[axis][next] = index[axis];
            next++;
        }
        List<Array> result = new ArrayList<>();
        for (double[] axis : places) result.add(NumericArray.of(axis, lengths, Dtype.INT));
        return result;
    }

    @Override
    public Array unique(Array a) {
        meter.sort(own(a).count(), own(a).count());
        double[] entries =
                java.util.Arrays.stream(own(a).toArray()).sorted().distinct().toArray();
        return NumericArray.of(entries, new Whole[] {Whole.of(entries.length)}, a.dtype());
    }

    @Override
    public double item(Array a) {
        NumericArray array = own(a);
        if (array.count() != 1) throw Fault.error("TypeError", "takes one number, not {}", Message.kind(a));
        return array.buffer.data[array.offset];
    }

    @Override
    public double[] entries(Array a) {
        meter.touch(own(a).count());
        return own(a).toArray();
    }

    @Override
    public void told(Array result, String operand) {
        Cause cause = own(result).buffer.cause;
        if (cause != null) cause.told(operand);
    }
}
