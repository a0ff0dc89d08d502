package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through a larger shape along whose new axes the numbers repeat. */
final class BroadcastRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        return change.stretchedTo(change.region().stretchedTo(baseline.of(node).shape()));
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        Tensor error = new Tensor(baseline.of(node.argument()).shape(), errors.ofOperand(node.argument()));
        return PlainKernels.stretched(error, baseline.of(node).shape());
    }

    @Override
    public boolean knowsNaN() {
        return true;
    }
}
