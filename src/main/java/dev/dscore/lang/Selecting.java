package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Section;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Indexing of arrays that are graph nodes: basic indices make views, arrays of indices take entries along an axis. */
final class Selecting {
    private final Symbolic arrays;
    private final Nodes nodes;

    Selecting(Symbolic arrays) {
        this.arrays = arrays;
        this.nodes = arrays.nodes();
    }

    Array read(SymbolicArray a, List<Subscript> subscripts) {
        if (isBasic(subscripts)) {
            SymbolicArray view = view(a, subscripts);
            // a number never changes, so it is no view
            return view.rank() == 0 ? arrays.array(view.node()) : view;
        }
        if (picks(a, subscripts)) {
            return arrays.array(nodes.made(Operation.PICK, List.of(a.node(), columns(a, subscripts)), Attributes.NONE));
        }
        if (subscripts.size() == 1 && subscripts.get(0) instanceof Subscript.Mask mask) {
            Node holds = Symbolic.node(mask.mask());
            if (!holds.shape().equals(a.node().shape())) throw picked();
            return SymbolicArray.masked(arrays, a.node(), holds);
        }
        Gathered gathered = gathered(a.node(), subscripts, false);
        Node taken = nodes.made(
                Operation.TAKE, List.of(gathered.of, gathered.indices), Attributes.axes(List.of(gathered.axis), false));
        return arrays.array(gathered.arranged(nodes, taken));
    }

    void write(SymbolicArray a, List<Subscript> subscripts, Node value) {
        if (isBasic(subscripts)) {
            SymbolicArray view = view(a, subscripts);
            view.put(nodes.spread(value, view.node().shape()));
            return;
        }
        Node before = a.node(), by = value, chosen;
        if (subscripts.size() == 1 && subscripts.get(0) instanceof Subscript.Mask mask) {
            chosen = Symbolic.node(mask.mask());
            if (!chosen.shape().equals(before.shape())) throw refused();
            if (by.shape().rank() > 0)
                throw new Fault("through a mask one number is stored, not an array; np.where(mask, a, b) takes arrays");
        } else {
            if (!picks(a, subscripts)) throw refused();
            Node columns = columns(a, subscripts);
            chosen = nodes.made(Operation.ONE_HOT, List.of(columns), Attributes.shape(before.shape()));
            if (by.shape().rank() == 1) {
                Shape column = Shape.of(by.shape().size(0), Size.ONE);
                by = nodes.made(Operation.RESHAPE, List.of(by), Attributes.shape(column));
            } else if (by.shape().rank() > 0) {
                throw new Fault(
                        "the entries that are changed are ({}), and {} does not fit them",
                        before.shape().size(0),
                        by.shape());
            }
        }
        a.put(nodes.elementwise(Operation.WHERE, chosen, by, before));
    }

    private static Fault picked() {
        return new Fault("picking by a mask of another shape is not taken; multiply by the mask, or take np.where");
    }

    private static Fault refused() {
        return new Fault(
                "changing these entries is not taken; of arrays of indices a[range(N), y] and a mask of a's shape are; np.add.at adds at any");
    }

    /** Returns zeros of the shape of {@code a} to which {@code value} is added at the indices. */
    Node added(SymbolicArray a, List<Subscript> subscripts, Node value) {
        if (isBasic(subscripts)) {
            SymbolicArray zeros = arrays.array(nodes.zeros(a.node().shape()));
            write(zeros, subscripts, value);
            return zeros.node();
        }
        Gathered gathered = gathered(a.node(), subscripts, true);
        List<Size> sizes = new ArrayList<>(gathered.of.shape().sizes());
        sizes.remove(gathered.axis);
        sizes.addAll(gathered.axis, gathered.indices.shape().sizes());
        Node full = nodes.spread(value, new Shape(sizes));
        Attributes attributes = new Attributes(List.of(gathered.axis), false, 0, gathered.of.shape());
        Node added = nodes.made(Operation.ADD_AT, List.of(full, gathered.indices), attributes);
        Shape shape = a.node().shape();
        if (added.shape().equals(shape)) return added;
        return nodes.made(Operation.RESHAPE, List.of(added), Attributes.shape(shape));
    }

    private static boolean isBasic(List<Subscript> subscripts) {
        return subscripts.stream()
                .noneMatch(subscript -> subscript instanceof Subscript.Gather || subscript instanceof Subscript.Mask);
    }

    // new axes are inserted after everything else is chosen
    private SymbolicArray view(SymbolicArray a, List<Subscript> subscripts) {
        SymbolicArray view = a;
        Shape shape = a.node().shape();
        Section section = section(shape, subscripts);
        List<Integer> flipped = flipped(a, subscripts);
        if (!flipped.isEmpty()) view = view.seen(new Lens.Flipped(flipped));
        else if (!section.isAll(shape)) view = view.seen(new Lens.Chosen(section));
        if (subscripts.stream().noneMatch(Subscript.NewAxis.class::isInstance)) return view;
        List<Size> sizes = new ArrayList<>();
        int axis = 0;
        for (Subscript subscript : subscripts) {
            if (subscript instanceof Subscript.NewAxis) sizes.add(Size.ONE);
            else if (subscript instanceof Subscript.Run)
                sizes.add(view.node().shape().size(axis++));
        }
        return view.seen(new Lens.Reshaped(new Shape(sizes), view.node().shape()));
    }

    private static Section section(Shape shape, List<Subscript> subscripts) {
        List<Section.Run> runs = new ArrayList<>();
        for (Subscript subscript : subscripts) {
            if (subscript instanceof Subscript.NewAxis) continue;
            Size axis = shape.size(runs.size());
            if (subscript instanceof Subscript.At at)
                runs.add(within(axis, at(at.position().size())));
            else if (subscript instanceof Subscript.Run run)
                runs.add(within(axis, new Section.Run(run.from(), run.step(), length(run), false)));
            else runs.add(new Section.Run(Size.of(0), 1, axis, false));
        }
        return new Section(runs);
    }

    private static Section.Run at(Size position) {
        return new Section.Run(position, 1, Size.ONE, true);
    }

    private static Size length(Subscript.Run run) {
        return Nodes.shape(List.of(run.count())).size(0);
    }

    // returns the run if it is within the axis for all lengths of axes
    private static Section.Run within(Size axis, Section.Run run) {
        Size first = run.start(), last = run.stop().minus(Size.of(run.step()));
        Size least = run.step() > 0 ? first : last, most = run.step() > 0 ? last : first;
        if (least.isAtLeast(0) && axis.minus(most).isAtLeast(1)) return run;
        throw new Fault("whether this index is within the axis of length {} depends on the lengths", axis);
    }

    /** Returns the section of a part of one axis and all of the others. */
    static Section run(Shape whole, int axis, Size start, Size length) {
        List<Section.Run> runs = new ArrayList<>();
        for (int other = 0; other < whole.rank(); other++) {
            boolean own = other == axis;
            runs.add(new Section.Run(own ? start : Size.of(0), 1, own ? length : whole.size(other), false));
        }
        return new Section(runs);
    }

    // the axes that are reversed, if all axes are taken whole; else none
    private static List<Integer> flipped(SymbolicArray a, List<Subscript> subscripts) {
        List<Integer> axes = new ArrayList<>();
        List<Whole> lengths = a.lengths();
        int axis = 0;
        for (Subscript subscript : subscripts) {
            if (subscript instanceof Subscript.NewAxis) continue;
            boolean all = subscript instanceof Subscript.Run run
                    && Math.abs(run.step()) == 1
                    && run.count().size().equals(lengths.get(axis).size());
            if (!all) return List.of();
            if (((Subscript.Run) subscript).step() < 0) axes.add(axis);
            axis++;
        }
        return axes;
    }

    // a[range(N), y] of a matrix
    private static boolean picks(SymbolicArray a, List<Subscript> subscripts) {
        return a.rank() == 2
                && subscripts.size() == 2
                && subscripts.get(0) instanceof Subscript.Gather first
                && Symbolic.own(first.indices()).rows().isPresent()
                && subscripts.get(1) instanceof Subscript.Gather second
                && Symbolic.own(second.indices()).rows().isEmpty()
                && second.indices().rank() == 1
                && Symbolic.node(second.indices()).holdsIndices();
    }

    private static Node columns(SymbolicArray a, List<Subscript> subscripts) {
        Array first = ((Subscript.Gather) subscripts.get(0)).indices();
        Size range = Symbolic.own(first).rows().orElseThrow().size();
        Size rows = a.node().shape().size(0);
        if (!range.equals(rows)) {
            throw new Fault("{} has {} rows, and the range has {}: {} ≠ {}", a, rows, range, rows, range);
        }
        return Symbolic.node(((Subscript.Gather) subscripts.get(1)).indices());
    }

    /**
     * The entries that arrays of indices take, as one array of indices along one axis.
     *
     * @param to the axis of the result at which the axes of the indices belong
     * @param newAxes the axes of the result that have the length 1 because of None
     */
    private record Gathered(Node of, int axis, Node indices, int to, List<Integer> newAxes) {
        Node arranged(Nodes nodes, Node taken) {
            Node result = taken;
            int rank = result.shape().rank(), own = indices.shape().rank();
            if (to != axis) {
                List<Integer> order = new ArrayList<>(IntStream.range(0, rank)
                        .filter(i -> i < axis || i >= axis + own)
                        .boxed()
                        .toList());
                order.addAll(to, IntStream.range(axis, axis + own).boxed().toList());
                result = nodes.made(Operation.TRANSPOSE, List.of(result), Attributes.axes(order, false));
            }
            if (newAxes.isEmpty()) return result;
            List<Size> sizes = new ArrayList<>(result.shape().sizes());
            for (int at : newAxes) sizes.add(Math.min(at, sizes.size()), Size.ONE);
            return nodes.made(Operation.RESHAPE, List.of(result), Attributes.shape(new Shape(sizes)));
        }
    }

    private Gathered gathered(Node a, List<Subscript> subscripts, boolean adds) {
        List<Subscript.Gather> gathers = new ArrayList<>();
        List<Integer> axes = new ArrayList<>(), newAxes = new ArrayList<>();
        int axis = 0, first = -1, last = -1, advanced = 0;
        for (int i = 0; i < subscripts.size(); i++) {
            Subscript subscript = subscripts.get(i);
            if (subscript instanceof Subscript.Mask) {
                throw picked();
            }
            if (subscript instanceof Subscript.NewAxis) {
                newAxes.add(i);
                continue;
            }
            if (!(subscript instanceof Subscript.Run)) {
                if (first < 0) first = i;
                last = i;
                advanced++;
            }
            if (subscript instanceof Subscript.At) continue;
            if (subscript instanceof Subscript.Gather gather) {
                gathers.add(gather);
                axes.add(axis);
            }
            axis++;
        }
        boolean apart = last - first + 1 > advanced;
        Section section = section(a.shape(), subscripts);
        boolean basics = !section.isAll(a.shape());
        if (apart && !newAxes.isEmpty() || adds && (basics || !newAxes.isEmpty())) {
            throw new Fault("this mix of indices is not taken; take the slice first");
        }
        Node of = basics ? nodes.part(a, section) : a;
        List<Node> indices = new ArrayList<>();
        for (int i = 0; i < gathers.size(); i++) indices.add(indices(gathers.get(i)));
        int at = axes.get(0);
        boolean neighbours = axes.get(axes.size() - 1) - at == axes.size() - 1;
        if (adds && !neighbours) throw new Fault("this mix of indices is not taken; transpose the array first");
        if (!neighbours) {
            List<Integer> order = new ArrayList<>(axes);
            IntStream.range(0, of.shape().rank())
                    .filter(other -> !axes.contains(other))
                    .forEach(order::add);
            of = nodes.made(Operation.TRANSPOSE, List.of(of), Attributes.axes(order, false));
            at = 0;
        }
        List<Integer> before = newAxes.stream()
                .filter(place -> place < subscripts.indexOf(gathers.get(0)))
                .toList();
        int shift = indexRank(indices);
        List<Integer> places = new ArrayList<>(before);
        newAxes.stream().filter(place -> !before.contains(place)).forEach(place -> places.add(place - 1 + shift));
        return merged(of, at, indices, apart ? 0 : at, places);
    }

    private static int indexRank(List<Node> indices) {
        return indices.stream().mapToInt(node -> node.shape().rank()).max().orElse(0);
    }

    // merges several consecutive axes into one
    private Gathered merged(Node a, int axis, List<Node> indices, int to, List<Integer> newAxes) {
        if (indices.size() == 1) return new Gathered(a, axis, indices.get(0), to, newAxes);
        List<Size> sizes = new ArrayList<>(a.shape().sizes());
        Optional<Node> place = Optional.empty();
        Size count = Size.ONE;
        for (int i = 0; i < indices.size(); i++) {
            Size length = a.shape().size(axis + i);
            count = count.times(length);
            Node counted = counted(indices.get(i), length);
            place = Optional.of(
                    place.isEmpty()
                            ? counted
                            : nodes.elementwise(
                                    Operation.ADD,
                                    nodes.elementwise(Operation.MULTIPLY, place.get(), nodes.size(length)),
                                    counted));
        }
        sizes.subList(axis, axis + indices.size()).clear();
        sizes.add(axis, count);
        Node flat = nodes.made(Operation.RESHAPE, List.of(a), Attributes.shape(new Shape(sizes)));
        return new Gathered(flat, axis, place.orElseThrow(), to, newAxes);
    }

    // counts indices from the start of their own axis, on which they are checked
    private Node counted(Node indices, Size length) {
        boolean range = indices instanceof Node.Apply apply
                && apply.operation() == Operation.ARANGE
                && length.minus(apply.shape().size(0)).isAtLeast(0);
        if (range) return indices;
        return nodes.made(
                Operation.TAKE, List.of(nodes.counted(0, length), indices), Attributes.axes(List.of(0), false));
    }

    private Node indices(Subscript.Gather gather) {
        Node node = Symbolic.node(gather.indices());
        if (node.holdsIndices()) return node;
        throw new Fault("the index {} must be an input of whole numbers or a range", gather.text());
    }

    Array windows(SymbolicArray a, List<Integer> axes, List<Whole> lengths) {
        Node windows = a.node();
        int rank = windows.shape().rank();
        List<Integer> sorted = new ArrayList<>(axes);
        sorted.sort((one, other) -> other - one);
        // the positions of the windows' own axes in the result, from the last axis to the first
        List<Integer> places = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        for (int axis : sorted) {
            Size length = windows.shape().size(axis),
                    width = lengths.get(axes.indexOf(axis)).size();
            Size count = length.minus(width).plus(Size.ONE);
            if (!count.isAtLeast(1)) {
                throw new Fault(
                        "a window of {} does not go into an axis of length {}{}",
                        width,
                        length,
                        Message.fixed(count.isNumber() ? "" : " for all lengths"));
            }
            Node start = nodes.made(
                    Operation.RESHAPE, List.of(nodes.counted(0, count)), Attributes.shape(Shape.of(count, Size.ONE)));
            Node indices = nodes.elementwise(Operation.ADD, start, nodes.counted(0, width));
            windows = nodes.made(Operation.TAKE, List.of(windows, indices), Attributes.axes(List.of(axis), false));
            places.add(axis + 1, rank + axes.indexOf(axis));
        }
        List<Integer> order =
                IntStream.range(0, places.size()).map(places::indexOf).boxed().toList();
        return arrays.array(nodes.made(Operation.TRANSPOSE, List.of(windows), Attributes.axes(order, false)));
    }
}
