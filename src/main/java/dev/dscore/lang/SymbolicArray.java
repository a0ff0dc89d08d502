package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node of a graph, seen through transpositions and reshapes. A change in place gives the memory another node. */
final class SymbolicArray implements Array {
    /** What views share. */
    static final class Memory {
        Node node;

        Memory(Node node) {
            this.node = node;
        }
    }

    /** One step from the memory's node to what is seen. */
    record Step(Operation operation, Attributes attributes, Attributes back) {}

    private final Symbolic arrays;
    final Memory memory;
    final List<Step> steps;
    private final Optional<Whole> rows;

    SymbolicArray(Symbolic arrays, Memory memory, List<Step> steps, Optional<Whole> rows) {
        this.arrays = arrays;
        this.memory = memory;
        this.steps = steps;
        this.rows = rows;
    }

    /** The node that is seen by now. */
    Node node() {
        if (rows.isPresent()) throw new Fault("a range is taken as an index only: score[range(N), y]");
        Node seen = memory.node;
        for (Step step : steps) seen = arrays.made(step.operation(), List.of(seen), step.attributes());
        return seen;
    }

    /** The length of {@code range(N)}, where this is one. */
    Optional<Whole> rows() {
        return rows;
    }

    SymbolicArray seen(Step step) {
        List<Step> more = new ArrayList<>(steps);
        more.add(step);
        return new SymbolicArray(arrays, memory, List.copyOf(more), rows);
    }

    @Override
    public List<Whole> lengths() {
        if (rows.isPresent()) return List.of(rows.get());
        List<Whole> lengths = new ArrayList<>();
        for (Size size : node().shape().sizes()) lengths.add(arrays.lengths().of(size));
        return lengths;
    }

    @Override
    public int rank() {
        return rows.isPresent() ? 1 : node().shape().rank();
    }

    @Override
    public Dtype dtype() {
        if (rows.isPresent() || node().holdsIndices()) return Dtype.INT;
        return Truth.holds(node()) ? Dtype.BOOL : Dtype.FLOAT;
    }

    @Override
    public Object memory() {
        return memory;
    }

    @Override
    public String shown() {
        return rows.isPresent() ? "(" + rows.get().size() + ")" : node().shape().toString();
    }
}
