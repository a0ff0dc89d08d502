package dev.dscore.gradients;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Graph;
import dev.dscore.verify.Check;
import dev.dscore.verify.Claim;
import dev.dscore.verify.Proof;
import dev.dscore.verify.Tie;
import dev.dscore.verify.Verifier;
import java.util.List;
import java.util.Map;

/**
 * Gradients with their verification by finite differences.
 *
 * @param values the outputs by name
 * @param gradients the gradients by name, {@code dW}; an input's gradient has the shape in which the input was sent;
 *     NaN at undetermined entries
 * @param verification the result of the check by finite differences
 * @param claims the gradients that were verified, as their rules give them
 * @param backward the graph that computed the gradients
 * @param timing the durations of the parts
 */
public record VerifiedGradients(
        Map<String, Tensor> values,
        Map<String, Tensor> gradients,
        Verifier.Verification verification,
        Map<String, Claim> claims,
        Graph backward,
        Timing timing) {
    public Check check() {
        return verification.check();
    }

    public Proof proof(String gradient) {
        return verification.proofs().get(gradient);
    }

    public List<Tie> ties() {
        return verification.ties();
    }
}
