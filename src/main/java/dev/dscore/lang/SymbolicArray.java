package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node of a graph, seen through lenses. A change in place gives the memory another node. */
final class SymbolicArray implements Array {
    /** What views share. */
    static final class Memory {
        private @Nullable Node node;
        private Optional<Whole> rows = Optional.empty();
        private final boolean whole;

        /** @param whole whether NumPy keeps whole numbers here, and cuts what is stored */
        Memory(Node node, boolean whole) {
            this.node = node;
            this.whole = whole;
        }

        /** A range, which most often is an index only and then needs no node. */
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

    private final Symbolic arrays;
    private final Memory memory;
    private final List<Lens> lenses;
    /** Where there is one, only the entries at which it holds are meant, so that the length depends on numbers. */
    private final Optional<Node> mask;
    // what was seen last, and of which node
    private @Nullable Node seen;
    private @Nullable Node of;

    SymbolicArray(Symbolic arrays, Memory memory, List<Lens> lenses) {
        this(arrays, memory, lenses, Optional.empty());
    }

    private SymbolicArray(Symbolic arrays, Memory memory, List<Lens> lenses, Optional<Node> mask) {
        this.arrays = arrays;
        this.memory = memory;
        this.lenses = lenses;
        this.mask = mask;
    }

    /** A copy of the entries of {@code whole} at which {@code mask}, of its shape, holds. */
    static SymbolicArray masked(Symbolic arrays, Node whole, Node mask) {
        return new SymbolicArray(arrays, new Memory(whole, false), List.of(), Optional.of(mask));
    }

    Optional<Node> mask() {
        return mask;
    }

    /** All entries, those at which the mask does not hold too. */
    Node whole() {
        return nodeOf();
    }

    /** The node that is seen by now. */
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

    /** Makes the memory's node what it is once {@code node} is what is seen. */
    void put(Node node) {
        List<Node> wholes = new ArrayList<>(List.of(memory.node(arrays)));
        for (Lens lens : lenses) wholes.add(lens.get(arrays, wholes.get(wholes.size() - 1)));
        Node owner = node;
        for (int i = lenses.size() - 1; i >= 0; i--) owner = lenses.get(i).put(arrays, wholes.get(i), owner);
        memory.put(owner);
    }

    /** The length of {@code range(N)}, where this is one. */
    Optional<Whole> rows() {
        return lenses.isEmpty() ? memory.rows : Optional.empty();
    }

    SymbolicArray seen(Lens lens) {
        List<Lens> more = new ArrayList<>(lenses);
        more.add(lens);
        return new SymbolicArray(arrays, memory, List.copyOf(more));
    }

    /** Whether NumPy keeps whole numbers here. */
    boolean isWhole() {
        return memory.whole;
    }

    /** Whether the entries lie in another order than they are seen in. */
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
        if (mask.isPresent()) node();
        if (rows().isPresent()) return List.of(rows().get());
        List<Whole> lengths = new ArrayList<>();
        for (Size size : node().shape().sizes()) lengths.add(arrays.lengths().of(size));
        return lengths;
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
