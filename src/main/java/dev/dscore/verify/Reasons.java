package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.lang.NumpyPrinter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Why an entry has no derivative that can be told: the operation, the place, and how to write it so that there is one. */
final class Reasons implements Verdict.Explanation {
    private final Lowering lowering;
    private final Baseline baseline;
    private final NumpyPrinter printer;

    Reasons(Graph forward, Lowering lowering, Baseline baseline) {
        this.lowering = lowering;
        this.baseline = baseline;
        Map<Node, String> names = new HashMap<>();
        forward.names().forEach((name, node) -> {
            Node lowered = lowering.lowered().get(node);
            if (lowered != null && !(lowered instanceof Node.Constant)) names.putIfAbsent(lowered, name);
        });
        this.printer = new NumpyPrinter(names);
    }

    @Override
    public String of(ReachedKinks reached, OneSided.Outcome.Reason reason) {
        if (reached.count() == 0) {
            return "finite differences do not settle at any step: rounding is as large as the change, or a value on the way"
                    + " overflows";
        }
        Node.Apply node = (Node.Apply) lowering.graph().nodes().get(reached.node());
        String place = place(node, reached.place());
        if (reason == OneSided.Outcome.Reason.OUTSIDE)
            return "finite differences find no slope where " + place + " stands: the function has no values beside it";
        if (reason == OneSided.Outcome.Reason.UNSETTLED) {
            return "finite differences do not settle where " + place
                    + " stands: rounding is as large as the change, or the slope is another at every step";
        }
        if (node.operation() == Operation.SQRT || node.operation() == Operation.POWER) {
            return place + " has an infinite slope where " + printer.use(node.argument())
                    + " is 0; a small number added to it, such as 1e-12, gives it a finite one";
        }
        return "the function jumps or is infinitely steep where " + place
                + " switches: its difference quotients grow without end as the step shrinks. Inputs beside it have a slope";
    }

    // np.sqrt(x)[2]
    private String place(Node.Apply node, int position) {
        boolean ofOperand = node.operation().kink() == Kink.TIE;
        int[] index = baseline.of(ofOperand ? node.argument() : node).index(position);
        String text = printer.definition(node);
        return index.length == 0 ? text : text + " at " + Arrays.toString(index);
    }
}
