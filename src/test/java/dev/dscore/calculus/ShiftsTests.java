package dev.dscore.calculus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.app.Engines;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.grade.Situation;
import dev.dscore.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No gradient passes through a largest score that the function takes out again, and through all others it does. */
class ShiftsTests {
    private static String derived(String code) {
        String[] lines = code.split("; ");
        return derived(Situation.define("s N C, g N C, w N C, y N below C, T", "loss", lines));
    }

    private static String derived(FunctionDefinition function) {
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), function.differentiable(), Allowance.UNLIMITED);
        return Steps.of(function.graph(), function.objective(), backward, List.of("s")).stream()
                .map(Step::numpy)
                .collect(Collectors.joining("\n"));
    }

    // only the path through the largest score compares scores with it
    private static boolean passesThroughMax(String derivation) {
        return derivation.contains("s == np.max") || derivation.contains("s == m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "e = np.exp(s - np.max(s, axis=1, keepdims=True)); loss = np.sum(g * e / np.sum(e, axis=1, keepdims=True))",
                "s1 = s - np.max(s); e = np.exp(s1); loss = np.sum(g * e / np.sum(e, axis=1, keepdims=True))",
                "m = np.max(s, axis=1); e = np.exp(s - m.reshape(N, 1)); p = e / np.sum(e, axis=1)[:, None]; loss = np.sum(g * p)",
                "e = np.exp(s - np.max(s, axis=1, keepdims=True)) * w; loss = np.sum(g * e / np.sum(e, axis=1, keepdims=True))",
                "l = np.log(np.sum(np.exp(s - s.max(1, keepdims=True)), axis=1)) + s.max(1); loss = np.mean(l - s[range(N), y])",
                "c = s - np.max(s, axis=1, keepdims=True); loss = -np.sum(g * (c - np.log(np.sum(np.exp(c), axis=1, keepdims=True))))",
                "c = s - np.max(s, axis=1, keepdims=True); loss = np.sum(g * softmax(c, axis=1))",
                "c = s - np.max(s, axis=1, keepdims=True); loss = np.sum(logsumexp(c, axis=1) + np.max(s, axis=1))",
                "c = s.T - np.max(s.T, axis=0); e = np.exp(c); loss = np.sum(g.T * e / np.sum(e, axis=0))",
                "e = np.exp(s - np.min(s, axis=1, keepdims=True)); loss = np.sum(g * e / np.sum(e, axis=1, keepdims=True))",
            })
    void nothingPassesThroughAShift(String code) {
        assertThat(passesThroughMax(derived(code))).as(derived(code)).isFalse();
        assertThat(derived(code)).doesNotContain("s == np.min");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // not taken out again
                "loss = np.sum(g * np.exp(s - np.max(s, axis=1, keepdims=True)))",
                "l = np.log(np.sum(np.exp(s - s.max(1, keepdims=True)), axis=1)); loss = np.mean(l - s[range(N), y])",
                "l = np.log(np.sum(np.exp(s - s.max(1, keepdims=True)), axis=1)) - s.max(1); loss = np.mean(l)",
                "l = np.log(np.sum(np.exp(s - s.max(1, keepdims=True)), axis=1)) + 2 * s.max(1); loss = np.mean(l)",
                // along the axis of the sum it is not one number
                "e = np.exp(s - np.max(s, axis=0)); loss = np.sum(g * e / np.sum(e, axis=1, keepdims=True))",
                // a floor in the divisor, and a use of its own
                "e = np.exp(s - np.max(s, axis=1, keepdims=True)); loss = np.sum(g * e / (np.sum(e, axis=1, keepdims=True) + 1e-3))",
                "m = np.max(s, axis=1, keepdims=True); e = np.exp(s - m); loss = np.sum(g * e / np.sum(e, axis=1, keepdims=True)) + np.sum(m)",
                "e = np.exp(s - np.max(s, axis=1, keepdims=True)); loss = np.sum(g * e ** 2 / np.sum(e, axis=1, keepdims=True))",
            })
    void whatIsNotTakenOutAgainPassesItsGradientOn(String code) {
        assertThat(passesThroughMax(derived(code))).as(derived(code)).isTrue();
    }

    /** 2 ** 40 of them wrap to none in 32 bits. */
    @Test
    void degreesDoNotOverflow() {
        String doublings = "m = np.max(s, axis=1, keepdims=True)" + "; m = m + m".repeat(40);
        assertThat(passesThroughMax(derived(doublings + "; loss = np.sum(g * (s - m))")))
                .isTrue();
    }

    /** The gradient of a shift that has a name is what the chain rule makes of it, and comes to 0. */
    @Test
    void aNamedShiftHasItsGradient() {
        FunctionDefinition function = Situation.define(
                "s N C, g N C",
                "loss",
                "m = np.max(s, axis=1, keepdims=True)",
                "e = np.exp(s - m)",
                "loss = np.sum(g * e / np.sum(e, axis=1, keepdims=True))");
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(
                        function.graph(),
                        function.objective(),
                        function.graph().names().keySet(),
                        Allowance.UNLIMITED);
        RandomInputs.Drawn drawn = Engines.SHARED.random().draw(function, Map.of("N", 4, "C", 3), 7);
        Tensor dm = Engines.SHARED
                .evaluator()
                .evaluate(backward, new Inputs(drawn.inputs(), drawn.sizes()), Set.of(backward.named("dm")))
                .get(backward.named("dm"));
        assertThat(dm.shape()).containsExactly(4, 1);
        assertThat(dm.data()).containsExactly(new double[4], within(1e-14));
    }
}
