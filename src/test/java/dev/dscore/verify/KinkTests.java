package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.functions.Declaration;
import dev.dscore.functions.Function;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Shape;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not differentiable is told from what is wrong. */
class KinkTests {
    private static Check.OfGradient check(String code, double[] x, double... gradient) throws TooCostlyException {
        Function function = Functions.of(
                List.of(new Declaration("x", Shape.parse("N"), Optional.empty(), Optional.empty())), code, "loss");
        Inputs inputs = new Inputs(Map.of("x", Tensor.vector(x)), Map.of("N", x.length));
        Claim claim = new Claim(function.graph().named("x"), Tensor.vector(gradient));
        return new Verifier(Long.MAX_VALUE)
                .check(function.graph(), function.objective(), inputs, Map.of("dx", claim), Coverage.EVERY_ENTRY)
                .byGradient()
                .get("dx");
    }

    @Test
    void atAKinkWhateverLiesBetweenTheOneSidedDerivativesIsNoFailure() throws TooCostlyException {
        String relu = "loss = np.sum(np.maximum(x, 0) * 3)";
        for (double subgradient : new double[] {0, 1.5, 3}) {
            Check.OfGradient check = check(relu, new double[] {1, 0, -1}, 3, subgradient, 0);
            assertThat(check.passed()).isTrue();
            assertThat(check.entriesNotDifferentiable()).isEqualTo(1);
        }
        for (double wrong : new double[] {-0.1, 3.1}) {
            assertThat(check(relu, new double[] {1, 0, -1}, 3, wrong, 0).passed())
                    .isFalse();
        }
    }

    @Test
    void besideAKinkTheStepIsShortened() throws TooCostlyException {
        Check.OfGradient check = check("loss = np.sum(np.abs(x))", new double[] {1e-5, -1e-7, 1}, 1, -1, 1);
        assertThat(check.passed()).isTrue();
        assertThat(check.entriesNotDifferentiable()).isZero();
        assertThat(check("loss = np.sum(np.abs(x))", new double[] {1e-5, -1e-7, 1}, -1, -1, 1)
                        .passed())
                .isFalse();
    }

    @Test
    void atATieOfTheMaximumNeitherIsTheDerivative() throws TooCostlyException {
        Check.OfGradient check = check("loss = np.max(x)", new double[] {2, 2, 1}, 0.5, 0.5, 0);
        assertThat(check.passed()).isTrue();
        assertThat(check.entriesNotDifferentiable()).isEqualTo(2);
    }

    @Test
    void strongCurvatureIsNoKink() throws TooCostlyException {
        double[] x = {0.01, 0.3, 40};
        Check.OfGradient check = check("loss = np.sum(np.tanh(1000 * x - 10 * x))", x, slopes(x));
        assertThat(check.passed()).as(check.toString()).isTrue();
        assertThat(check.entriesNotDifferentiable()).isZero();
    }

    @Test
    void whatIsSaturatedIsFlatAndNoKink() throws TooCostlyException {
        for (String function : new String[] {"np.tanh", "expit"}) {
            double[] x = {1e30, -1e30, 800, -800};
            Check.OfGradient check = check("loss = np.sum(" + function + "(x))", x, 0, 0, 0, 0);
            assertThat(check.passed()).as(function + " " + check).isTrue();
            assertThat(check.entriesNotDifferentiable()).isZero();
        }
    }

    private static double[] slopes(double[] x) {
        double[] slopes = new double[x.length];
        for (int i = 0; i < x.length; i++) slopes[i] = 990 / Math.pow(Math.cosh(990 * x[i]), 2);
        return slopes;
    }
}
