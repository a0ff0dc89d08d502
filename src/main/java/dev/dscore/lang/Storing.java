package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.List;

/** Changes arrays of nodes in place: each change makes a new node for all names of the array. */
final class Storing {
    private final Symbolic arrays;

    Storing(Symbolic arrays) {
        this.arrays = arrays;
    }

    void write(SymbolicArray a, List<Subscript> subscripts, Array value) {
        SymbolicArray stored = Symbolic.own(stored(a, value));
        if (stored.mask().isPresent()) Masked.write(arrays, a, subscripts, stored);
        else new Selecting(arrays).write(a, subscripts, stored.node());
    }

    void accumulate(String function, SymbolicArray a, List<Subscript> subscripts, Array value) {
        if (!function.equals("add") && !function.equals("subtract")) throw Symbolic.unknown("np." + function + ".at");
        if (a.dtype() == Dtype.BOOL) throw new Fault("NumPy adds truth values here; multiply the array by 1.0 first");
        stored(a, value);
        Node added = new Selecting(arrays).added(a, subscripts, Symbolic.node(value));
        Operation operation = function.equals("add") ? Operation.ADD : Operation.SUBTRACT;
        a.put(arrays.nodes().elementwise(operation, a.node(), added));
    }

    /** Computes {@code a op= b}, or {@code a[...] = b} if the function is {@code assign}. */
    void update(String function, SymbolicArray a, Array b) {
        boolean assigns = function.equals("assign");
        Array result = stored(a, assigns ? b : arrays.elementwise(function, List.of(a, b)));
        if (a.mask().isPresent()) {
            Masked.update(a, Symbolic.own(result));
            return;
        }
        Node before = a.node();
        Node after = assigns ? arrays.nodes().spread(Symbolic.node(b), before.shape()) : Symbolic.node(result);
        if (!after.shape().equals(before.shape())) {
            throw new Fault("the array is {} and stays so in place; this makes {}", before.shape(), after.shape());
        }
        a.put(after);
    }

    /** Returns what NumPy stores of a value: its truth in an array of comparisons. Refuses what would be truncated. */
    private Array stored(SymbolicArray to, Array value) {
        if (to.dtype() == Dtype.BOOL && value.dtype() != Dtype.BOOL) return arrays.converted(value, Dtype.BOOL);
        if (to.isWhole() && value.dtype() == Dtype.FLOAT) {
            throw new Fault("NumPy cuts what is stored in an array of whole numbers; make it with dtype=float");
        }
        return value;
    }
}
