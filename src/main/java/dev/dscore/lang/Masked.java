package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.List;
import java.util.stream.IntStream;

/** Entries picked by a mask, {@code x[x > 0]}: computed everywhere, and used where the mask holds. */
final class Masked {
    private Masked() {}

    static Array elementwise(Symbolic arrays, String function, List<Array> operands) {
        Node mask = operands.stream()
                .flatMap(operand -> Symbolic.own(operand).mask().stream())
                .findFirst()
                .orElseThrow();
        for (Array operand : operands) {
            SymbolicArray own = Symbolic.own(operand);
            boolean fits = own.mask().isPresent() ? own.mask().get() == mask : own.rank() == 0;
            if (!fits) throw new Fault("what one mask picks goes with numbers and with what the same mask picks only");
        }
        List<Array> wholes = operands.stream()
                .map(operand -> (Array) arrays.array(Symbolic.own(operand).whole()))
                .toList();
        Node result = Symbolic.node(arrays.elementwise(function, wholes));
        return SymbolicArray.masked(arrays, result, mask);
    }

    static Array reduced(Symbolic arrays, String function, SymbolicArray a, boolean keepdims) {
        if (keepdims || !function.equals("sum") && !function.equals("mean"))
            throw Symbolic.unknown(function + " of what a mask picks");
        Node mask = a.mask().orElseThrow();
        Node kept = arrays.nodes()
                .elementwise(Operation.WHERE, mask, a.whole(), arrays.nodes().constant(0));
        Node sum = sum(arrays, kept);
        if (function.equals("sum")) return arrays.array(sum);
        return arrays.array(arrays.nodes().elementwise(Operation.DIVIDE, sum, sum(arrays, mask)));
    }

    private static Node sum(Symbolic arrays, Node node) {
        List<Integer> all = IntStream.range(0, node.shape().rank()).boxed().toList();
        return arrays.nodes().made(Operation.SUM, List.of(node), Attributes.axes(all, false));
    }

    static void write(Symbolic arrays, SymbolicArray a, List<Subscript> subscripts, SymbolicArray value) {
        boolean same = subscripts.size() == 1
                && subscripts.get(0) instanceof Subscript.Mask mask
                && Symbolic.node(mask.mask()) == value.mask().orElseThrow();
        if (!same)
            throw new Fault("what a mask picks is stored by the same mask only; np.where(mask, a, b) takes arrays");
        a.put(arrays.nodes().elementwise(Operation.WHERE, value.mask().orElseThrow(), value.whole(), a.node()));
    }

    static void update(SymbolicArray a, SymbolicArray result) {
        a.put(result.mask().isPresent() ? result.whole() : result.node());
    }
}
