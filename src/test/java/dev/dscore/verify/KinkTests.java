package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not differentiable is told from what is wrong. */
class KinkTests {
    private static Check.OfGradient check(String code, double[] x, double... gradient) throws TooCostlyException {
        return prove(code, x, gradient).report();
    }

    private static Proof prove(String code, double[] x, double... gradient) throws TooCostlyException {
        FunctionDefinition function = Functions.of(
                List.of(new Declaration("x", Shape.parse("N"), Optional.empty(), Optional.empty())), code, "loss");
        Inputs inputs = new Inputs(Map.of("x", Tensor.vector(x)), Map.of("N", x.length));
        Claim claim = new Claim(function.graph().named("x"), Tensor.vector(gradient));
        return new Verifier(Long.MAX_VALUE)
                .verify(
                        function.graph(),
                        function.objective(),
                        inputs,
                        Map.of("dx", claim),
                        Coverage.EVERY_ENTRY,
                        Allowance.UNLIMITED)
                .proofs()
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
    }

    @Test
    void atAKinkTheFunctionDecidesAndNotTheRule() throws TooCostlyException {
        String relu = "loss = np.sum(np.maximum(x, 0) * 3)";
        for (double outside : new double[] {-0.1, 3.1, Double.NaN}) {
            Proof proof = prove(relu, new double[] {1, 0, -1}, 3, outside, 0);
            assertThat(proof.report().passed()).isTrue();
            assertThat(proof.gradient().data()[1]).isBetween(0.0, 3.0);
            assertThat(proof.intervals().get(1))
                    .matches(kink -> kink.low() == 0 && kink.high() == 3 && kink.bound() < 1e-10);
        }
        // and only there
        assertThat(prove(relu, new double[] {1, 0, -1}, 3.1, 0, 0).report().passed())
                .isFalse();
        assertThat(prove(relu, new double[] {1, 0, -1}, 3, 0, 0.1).report().passed())
                .isFalse();
    }

    @Test
    void whereBothOneSidedDerivativesAgreeThatIsTheGradient() throws TooCostlyException {
        for (double claimed : new double[] {0, 1, Double.NaN}) {
            Proof leaky = prove("loss = np.sum(np.maximum(x, 0) + np.minimum(x, 0))", new double[] {0, 2}, claimed, 1);
            assertThat(leaky.report().passed()).isTrue();
            assertThat(leaky.report().entriesNotDifferentiable()).isZero();
            assertThat(leaky.gradient().data()[0]).isCloseTo(1, within(1e-12));
        }
    }

    /** Of one example the deviations are 0, and so is what they are divided by. */
    @Test
    void theDeviationsOfOneExampleStandStill() throws TooCostlyException {
        for (String deviation : new String[] {"np.std(x)", "np.sqrt(np.mean((x - np.mean(x)) ** 2))"}) {
            Proof proof = prove(
                    "loss = np.sum((x - np.mean(x)) / (" + deviation + " + 1e-8))", new double[] {0.75}, Double.NaN);
            assertThat(proof.report().passed()).as(deviation).isTrue();
            assertThat(proof.gradient().data()[0]).as(deviation).isZero();
        }
    }

    /** sin(x) / x and its like are 1 at 0 and smooth: their derivative there is 0. */
    @Test
    void aGuardedQuotientHasValuesBesideItsGuard() throws TooCostlyException {
        for (String quotient :
                new String[] {"np.sin(x) / x", "np.tanh(x) / x", "np.expm1(x ** 2) / x ** 2", "x / np.sin(x)"}) {
            String guarded = "loss = np.sum(np.where(x == 0, 1, " + quotient + "))";
            Proof proof = prove(guarded, new double[] {0}, Double.NaN);
            assertThat(proof.report().passed()).as(quotient).isTrue();
            assertThat(proof.gradient().data()[0]).as(quotient).isCloseTo(0, within(1e-8));
        }
        String twice = "safe = np.where(x == 0, 1, x); loss = np.sum(np.where(x == 0, 1, np.sin(x) / safe))";
        double at2 = (2 * Math.cos(2) - Math.sin(2)) / 4, at3 = (Math.sin(3) - 3 * Math.cos(3)) / 9;
        Proof proof = prove(twice.replace("; ", "\n"), new double[] {0, 2, -3}, 0, at2, at3);
        assertThat(proof.report()).matches(Check.OfGradient::passed);
        assertThat(proof.gradient().data()[0]).isCloseTo(0, within(1e-8));
        for (String more : new String[] {"2, np.sin(x) / x + 1", "1, np.abs(np.sin(x) / x)", "0, 1 - np.sin(x) / x"}) {
            Proof smooth = prove("loss = np.sum(np.where(x == 0, " + more + "))", new double[] {0}, 0);
            assertThat(smooth.report().passed()).as(more).isTrue();
        }
        assertThat(prove("loss = np.sum(np.where(x == 0, 1, np.sin(x) / x + 5))", new double[] {0}, 0)
                        .report()
                        .passed())
                .isFalse();
        // a sum with what is not a number has no value beside it either
        Proof mixed = prove("loss = np.sum(np.where(x == 0, 1, np.sum(np.sin(x) / x)))", new double[] {0, 2}, 0, 0);
        assertThat(mixed.report().passed()).isFalse();
    }

    @Test
    void aJumpHasNoDerivativeWhateverIsClaimed() throws TooCostlyException {
        for (String code :
                new String[] {"loss = np.sum(x > 0)", "loss = np.sum(np.sign(x))", "loss = np.sum(x * 2 + (x >= 0))"}) {
            Proof jump = prove(code, new double[] {0, 1}, 0, code.contains("2") ? 2 : 0);
            assertThat(jump.report().passed()).isFalse();
            assertThat(jump.report().entriesUndetermined()).isEqualTo(1);
            assertThat(jump.gradient().data()[0]).isNaN();
            assertThat(jump.undetermined().get(0)).contains("grow without end");
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
