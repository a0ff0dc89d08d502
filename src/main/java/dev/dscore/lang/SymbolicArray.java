package dev.dscore.lang;

import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node of a graph, seen through lenses. An in-place change gives the memory another node. */
final class SymbolicArray implements Array {
    /** The storage that views share. */
    static final class Memory {
        private @Nullable Node node;
        private Optional<Whole> rows = Optional.empty();
        private final boolean whole;

        /** @param whole whether NumPy keeps whole numbers here, and truncates what is stored */
        Memory(Node node, boolean whole) {
            this.node = node;
            this.whole = whole;
        }

        /** Creates the memory of a range, which most often is only an index and then needs no node. */
        Memory(Whole rows) {
            this.whole = true;
            this.rows = Optional.of(rows);
        }

        private Node node(Symbolic arrays) {
            Node known = node;
            if (known == null)
                node = known = arrays.nodes().counted(0, rows.orElseThrow().size());
            return known;
        }

        private void put(Node changed) {
            node = changed;
            rows = Optional.empty();
        }
    }

    /** The maximum number of views between an array and its memory, all of which are looked through after each change. */
    private static final int MOST_LENSES = 200;

    private final Symbolic arrays;
    private final Memory memory;
    private final List<Lens> lenses;
    /** If present, only the entries at which it holds belong to the array, whose length depends on numbers. */
    private final Optional<Node> mask;
    // the last node seen, and the node of the memory that it was made of
    private @Nullable Node seen;
    private @Nullable Node of;
    // a change of entries leaves them as they are
    private @Nullable List<Whole> lengths;

    SymbolicArray(Symbolic arrays, Memory memory, List<Lens> lenses) {
        this(arrays, memory, lenses, Optional.empty());
    }

    private SymbolicArray(Symbolic arrays, Memory memory, List<Lens> lenses, Optional<Node> mask) {
        this.arrays = arrays;
        this.memory = memory;
        this.lenses = lenses;
        this.mask = mask;
    }

    /** Returns a copy of the entries of {@code whole} at which {@code mask}, of the same shape, holds. */
    static SymbolicArray masked(Symbolic arrays, Node whole, Node mask) {
        return new SymbolicArray(arrays, new Memory(whole, false), List.of(), Optional.of(mask));
    }

    Optional<Node> mask() {
        return mask;
    }

    /** Returns all entries, including those at which the mask does not hold. */
    Node whole() {
        return nodeOf();
    }

    /** Returns the node that is seen now. */
    Node node() {
        if (mask.isPresent()) {
            throw new Fault(
                    "how many entries a mask picks depends on numbers; what is picked can be computed with entry by"
                            + " entry, summed, and stored by the same mask");
        }
        return nodeOf();
    }

    private Node nodeOf() {
        Node known = seen, whole = memory.node(arrays);
        if (known != null && of == whole) return known;
        Node made = whole;
        for (Lens lens : lenses) made = lens.get(arrays, made);
        of = whole;
        seen = made;
        return made;
    }

    /** Changes the memory's node so that {@code node} is seen through the lenses. */
    void put(Node node) {
        List<Node> wholes = new ArrayList<>(List.of(memory.node(arrays)));
        for (Lens lens : lenses) wholes.add(lens.get(arrays, wholes.get(wholes.size() - 1)));
        Node owner = node;
        for (int i = lenses.size() - 1; i >= 0; i--) owner = lenses.get(i).put(arrays, wholes.get(i), owner);
        memory.put(owner);
    }

    /** Returns the length of {@code range(N)}, if this array is one. */
    Optional<Whole> rows() {
        return lenses.isEmpty() ? memory.rows : Optional.empty();
    }

    /** Returns a view of this array. What this array sees now is not looked up again. */
    SymbolicArray seen(Lens lens) {
        if (lenses.size() == MOST_LENSES) throw Fault.limit("makes views of views, more than " + MOST_LENSES + " deep");
        arrays.nodes().view(rank(), lenses.size());
        List<Lens> more = new ArrayList<>(lenses);
        more.add(lens);
        SymbolicArray view = new SymbolicArray(arrays, memory, List.copyOf(more));
        if (!lenses.isEmpty() && mask.isEmpty()) {
            view.seen = lens.get(arrays, nodeOf());
            view.of = of;
        }
        return view;
    }

    /** Returns whether NumPy keeps whole numbers here. */
    boolean isWhole() {
        return memory.whole;
    }

    /** Returns whether the entries are stored in another order than they are seen in. */
    boolean isReordered() {
        List<Lens> left = new ArrayList<>();
        for (Lens lens : lenses) {
            Lens last = left.isEmpty() ? lens : left.get(left.size() - 1);
            boolean back = !left.isEmpty()
                    && last instanceof Lens.Transposed first
                    && lens instanceof Lens.Transposed second
                    && !first.then(second).turns();
            if (back) left.remove(left.size() - 1);
            else left.add(lens);
        }
        return !left.stream().allMatch(Lens::keepsOrder);
    }

    @Override
    public List<Whole> lengths() {
        List<Whole> known = lengths;
        if (known == null) lengths = known = List.copyOf(counted());
        return known;
    }

    private List<Whole> counted() {
        if (mask.isPresent()) node();
        if (rows().isPresent()) return List.of(rows().get());
        return node().shape().sizes().stream().map(arrays.lengths()::of).toList();
    }

    @Override
    public int rank() {
        return rows().isPresent() || mask.isPresent() ? 1 : node().shape().rank();
    }

    @Override
    public Dtype dtype() {
        if (memory.whole || nodeOf().holdsIndices()) return Dtype.INT;
        return Truth.holds(nodeOf()) ? Dtype.BOOL : Dtype.FLOAT;
    }

    @Override
    public Object memory() {
        return memory;
    }

    @Override
    public String shown() {
        return rows().isPresent()
                ? "(" + rows().get().size() + ")"
                : node().shape().toString();
    }
}
