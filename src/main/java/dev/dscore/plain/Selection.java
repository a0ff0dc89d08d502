package dev.dscore.plain;

import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Message;
import dev.dscore.lang.Subscript;
import dev.dscore.lang.Whole;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes the entries that an index selects: as a view if all of it is basic, else by their positions in the
 * buffer.
 */
final class Selection {
    private final Meter meter;
    private final Elementwise elementwise;

    Selection(Meter meter, Elementwise elementwise) {
        this.meter = meter;
        this.elementwise = elementwise;
    }

    NumericArray read(NumericArray a, List<Subscript> subscripts) {
        if (isBasic(subscripts)) {
            NumericArray view = view(a, subscripts);
            if (view.rank() > 0 && a.rank() > 0) return view;
            if (view.rank() > 0) return NumericArray.of(view.toArray(), view.lengths, a.dtype);
            meter.touch(1);
            NumericArray number = Numeric.scalar(a.buffer.data[view.offset], a.dtype);
            number.buffer.cause = a.buffer.cause;
            return number;
        }
        Places places = places(a, subscripts);
        double[] data = new double[places.at.length];
        for (int i = 0; i < data.length; i++) data[i] = a.buffer.data[places.at[i]];
        NumericArray result = NumericArray.of(data, places.lengths, a.dtype);
        result.buffer.cause = a.buffer.cause;
        return result;
    }

    void write(NumericArray a, List<Subscript> subscripts, NumericArray value) {
        Elementwise.writable(a);
        if (isBasic(subscripts)) {
            NumericArray view = view(a, subscripts);
            boolean itself = value.buffer == view.buffer
                    && value.offset == view.offset
                    && java.util.Arrays.equals(value.shape, view.shape)
                    && java.util.Arrays.equals(value.strides, view.strides);
            if (itself) return;
            meter.touch(view.count());
            elementwise.assign(view, apart(value, a));
            return;
        }
        Places places = places(a, subscripts);
        double[] values = fitted(value, places).toArray();
        for (int i = 0; i < values.length; i++) a.buffer.data[places.at[i]] = Elementwise.kept(values[i], a.dtype);
        if (a.buffer.cause == null) a.buffer.cause = value.buffer.cause;
    }

    void accumulate(String function, NumericArray a, List<Subscript> subscripts, NumericArray value) {
        Elementwise.writable(a);
        Ufunc ufunc = Ufunc.named(function);
        if (isBasic(subscripts)) {
            NumericArray view = view(a, subscripts);
            write(a, subscripts, elementwise.apply(function, List.of(view, value)));
            return;
        }
        Places places = places(a, subscripts);
        meter.touch((long) ufunc.passes() * places.at.length);
        double[] values = fitted(value, places).toArray();
        for (int i = 0; i < values.length; i++) {
            int at = places.at[i];
            a.buffer.data[at] = Elementwise.kept(ufunc.two().applyAsDouble(a.buffer.data[at], values[i]), a.dtype);
        }
        if (a.buffer.cause == null) a.buffer.cause = value.buffer.cause;
    }

    private NumericArray apart(NumericArray value, NumericArray from) {
        if (value.buffer != from.buffer) return value;
        meter.array(value.lengths);
        return NumericArray.of(value.toArray(), value.lengths, value.dtype);
    }

    // broadcasts a value to the selected entries
    private NumericArray fitted(NumericArray value, Places places) {
        NumericArray to = new NumericArray(
                new NumericArray.Buffer(new double[0]),
                0,
                places.lengths,
                new int[places.lengths.length],
                value.dtype,
                false);
        NumericArray by = value;
        while (by.rank() > to.rank() && by.shape[0] == 1) {
            by = by.view(
                    by.offset,
                    java.util.Arrays.copyOfRange(by.lengths, 1, by.rank()),
                    java.util.Arrays.copyOfRange(by.strides, 1, by.rank()));
        }
        int missing = to.rank() - by.rank();
        boolean fits = missing >= 0;
        for (int axis = 0; fits && axis < by.rank(); axis++) {
            fits = by.shape[axis] == 1 || by.shape[axis] == to.shape[axis + missing];
        }
        if (!fits)
            throw Fault.error("ValueError", "the entries that are changed are {}, and {} does not fit them", to, value);
        return new NumericArray(
                by.buffer, by.offset, places.lengths, Elementwise.strides(by, to.shape), value.dtype, true);
    }

    private static boolean isBasic(List<Subscript> subscripts) {
        for (Subscript subscript : subscripts) {
            if (subscript instanceof Subscript.Gather || subscript instanceof Subscript.Mask) return false;
        }
        return true;
    }

    private static NumericArray view(NumericArray a, List<Subscript> subscripts) {
        int rank = 0;
        for (Subscript subscript : subscripts) if (!(subscript instanceof Subscript.At)) rank++;
        Whole[] lengths = new Whole[rank];
        int[] strides = new int[rank];
        int offset = a.offset, axis = 0, next = 0;
        for (Subscript subscript : subscripts) {
            if (subscript instanceof Subscript.At at) {
                offset += (int) at.position().number() * a.strides[axis++];
            } else if (subscript instanceof Subscript.Run run) {
                offset += (int) run.start() * a.strides[axis];
                lengths[next] = run.count();
                strides[next++] = (int) run.step() * a.strides[axis++];
            } else {
                lengths[next++] = Whole.of(1);
            }
        }
        return a.view(offset, lengths, strides);
    }

    /** @param at the position in the buffer of each selected entry */
    private record Places(int[] at, Whole[] lengths) {}

    /** An index array: the stride of its axis, and the positions along it. */
    private record Index(int stride, NumericArray places) {}

    private Places places(NumericArray a, List<Subscript> subscripts) {
        List<Index> indices = new ArrayList<>();
        List<Whole> before = new ArrayList<>(), after = new ArrayList<>();
        List<Integer> stridesBefore = new ArrayList<>(), stridesAfter = new ArrayList<>();
        int offset = a.offset, axis = 0;
        boolean begun = false, ended = false, split = false;
        for (Subscript subscript : subscripts) {
            boolean advanced = !(subscript instanceof Subscript.Run) && !(subscript instanceof Subscript.NewAxis);
            if (advanced && ended) split = true;
            if (advanced) begun = true;
            else if (begun) ended = true;
            if (subscript instanceof Subscript.At at) {
                offset += (int) at.position().number() * a.strides[axis++];
            } else if (subscript instanceof Subscript.Gather gather) {
                indices.add(new Index(
                        a.strides[axis], within((NumericArray) gather.indices(), a.lengths[axis], gather.text())));
                axis++;
            } else if (subscript instanceof Subscript.Mask mask) {
                NumericArray truths = (NumericArray) mask.mask();
                for (int i = 0; i < truths.rank(); i++) {
                    if (truths.shape[i] != a.shape[axis + i]) {
                        throw Fault.error(
                                "IndexError",
                                "the mask is {} and the array {}: {} ≠ {}",
                                truths,
                                a,
                                truths.lengths[i],
                                a.lengths[axis + i]);
                    }
                }
                for (var places : new Numeric(meter).nonzero(truths))
                    indices.add(new Index(a.strides[axis++], (NumericArray) places));
            } else {
                boolean newAxis = subscript instanceof Subscript.NewAxis;
                Subscript.Run run = newAxis ? new Subscript.Run(0, 0, Whole.of(1)) : (Subscript.Run) subscript;
                int stride = newAxis ? 0 : (int) run.step() * a.strides[axis];
                if (!newAxis) offset += (int) run.start() * a.strides[axis++];
                (begun ? after : before).add(run.count());
                (begun ? stridesAfter : stridesBefore).add(stride);
            }
        }
        if (split) {
            // index arrays that are not adjacent: their axes come first
            before.addAll(after);
            stridesBefore.addAll(stridesAfter);
            after = before;
            stridesAfter = stridesBefore;
            before = List.of();
            stridesBefore = List.of();
        }
        NumericArray chosen = indices.get(0).places;
        for (Index index : indices) {
            chosen = NumericArray.of(new double[0], Elementwise.broadcast("an index", chosen, index.places), Dtype.INT);
        }
        Whole[] lengths = java.util.stream.Stream.of(before, List.of(chosen.lengths), after)
                .flatMap(List::stream)
                .toArray(Whole[]::new);
        int[] at = new int[meter.array(lengths)];
        // the positions, their bases, and the entries read or stored there
        meter.touch(3L * at.length);
        if (at.length == 0) return new Places(at, lengths);
        int[] bases = bases(chosen, indices);
        int[] outer = offsets(before, stridesBefore), inner = offsets(after, stridesAfter);
        int next = 0;
        for (int o : outer) for (int b : bases) for (int i : inner) at[next++] = offset + o + b + i;
        return new Places(at, lengths);
    }

    private static int[] bases(NumericArray chosen, List<Index> indices) {
        int[] bases = new int[chosen.count()];
        int[] row = NumericArray.rowStrides(chosen.shape);
        for (Index index : indices) {
            double[] data = index.places.buffer.data;
            Loop.over(
                    chosen.shape,
                    Elementwise.strides(index.places, chosen.shape),
                    row,
                    index.places.offset,
                    0,
                    (n, i, si, j, sj) -> {
                        for (int t = 0; t < n; t++) bases[j + t * sj] += (int) data[i + t * si] * index.stride;
                    });
        }
        return bases;
    }

    private static int[] offsets(List<Whole> lengths, List<Integer> strides) {
        int[] offsets = {0};
        for (int axis = 0; axis < lengths.size(); axis++) {
            int length = (int) lengths.get(axis).number(), stride = strides.get(axis);
            int[] more = new int[offsets.length * length];
            for (int i = 0; i < more.length; i++)
                more[i] = offsets[i / Math.max(1, length)] + i % Math.max(1, length) * stride;
            offsets = more;
        }
        return offsets;
    }

    private NumericArray within(NumericArray indices, Whole length, String text) {
        meter.touch(indices.count());
        double[] places = indices.toArray();
        for (int i = 0; i < places.length; i++) {
            // NaN is in no range
            if (!(places[i] >= -length.number() && places[i] < length.number())) {
                throw Fault.error(
                        "IndexError",
                        "{} has an entry outside an axis of length {}",
                        Message.fixed(text),
                        Message.length(length));
            }
            if (places[i] < 0) places[i] += length.number();
        }
        return NumericArray.of(places, indices.lengths, Dtype.INT);
    }
}
