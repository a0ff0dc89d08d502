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
 * Gradients as finite differences confirm them.
 *
 * @param values of the outputs, by name
 * @param gradients by name, {@code dW}; those of inputs in the shape in which the input came; NaN at entries that are
 *     undetermined
 * @param verification what finite differences say of them
 * @param claims what was verified: the gradients as their rules give them
 * @param backward the graph that computed them
 * @param timing what took how long
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
