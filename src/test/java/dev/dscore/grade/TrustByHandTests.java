package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.grade.Verdicts.Planted;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Saturating functions written out by hand, each with the ways in which its derivative is written: by the function's own value,
 * by that of the function that it is, by exponentials. In saturation these lose different digits, and all are right.
 */
@Tag("long")
class TrustByHandTests {
    private static final double[] POINTS = {0.5, 3, 9, 17, 18.5, 20, 30, 36, 37, 38, 40, 50, 100, 350, 700};

    private final Verdicts verdicts = new Verdicts("by hand");

    /** A way to write a function, as a definition and in a student's own arithmetic. */
    private record Form(String code, DoubleUnaryOperator value) {}

    private static double expit(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    private static double squared(double x) {
        return x * x;
    }

    private static final List<Form> TANH = List.of(
            new Form("np.tanh(x)", Math::tanh),
            new Form("2 * expit(2 * x) - 1", x -> 2 * expit(2 * x) - 1),
            new Form("1 - 2 / (1 + np.exp(2 * x))", x -> 1 - 2 / (1 + Math.exp(2 * x))),
            new Form("2 / (1 + np.exp(-2 * x)) - 1", x -> 2 / (1 + Math.exp(-2 * x)) - 1),
            new Form(
                    "(np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))",
                    x -> (Math.exp(x) - Math.exp(-x)) / (Math.exp(x) + Math.exp(-x))),
            new Form(
                    "(1 - np.exp(-2 * x)) / (1 + np.exp(-2 * x))",
                    x -> (1 - Math.exp(-2 * x)) / (1 + Math.exp(-2 * x))),
            new Form("(np.exp(2 * x) - 1) / (np.exp(2 * x) + 1)", x -> (Math.exp(2 * x) - 1) / (Math.exp(2 * x) + 1)));

    private static final List<Form> LOGISTIC = List.of(
            new Form("expit(x)", TrustByHandTests::expit),
            new Form("1 / (1 + np.exp(-x))", x -> 1 / (1 + Math.exp(-x))),
            new Form("np.exp(x) / (1 + np.exp(x))", x -> Math.exp(x) / (1 + Math.exp(x))),
            new Form("1 - 1 / (1 + np.exp(x))", x -> 1 - 1 / (1 + Math.exp(x))),
            new Form("0.5 * (1 + np.tanh(x / 2))", x -> 0.5 * (1 + Math.tanh(x / 2))));

    private static final List<Form> REFLECTED = List.of(
            new Form("expit(-x)", x -> expit(-x)),
            new Form("1 - expit(x)", x -> 1 - expit(x)),
            new Form("1 / (1 + np.exp(x))", x -> 1 / (1 + Math.exp(x))),
            new Form("np.exp(-x) / (1 + np.exp(-x))", x -> Math.exp(-x) / (1 + Math.exp(-x))),
            new Form("(1 - np.tanh(x / 2)) / 2", x -> (1 - Math.tanh(x / 2)) / 2));

    private static final List<Form> SOFTPLUS = List.of(
            new Form("np.log(1 + np.exp(x))", x -> Math.log(1 + Math.exp(x))),
            new Form("np.log1p(np.exp(x))", x -> Math.log1p(Math.exp(x))),
            new Form("-np.log(expit(-x))", x -> -Math.log(expit(-x))),
            new Form("-np.log(1 - expit(x))", x -> -Math.log(1 - expit(x))),
            new Form("x + np.log(1 + np.exp(-x))", x -> x + Math.log(1 + Math.exp(-x))),
            new Form(
                    "np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))",
                    x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))));

    /** By x and the function's own value. */
    private static final Map<String, DoubleBinaryOperator>
            OF_TANH =
                    Map.of(
                            "1 - f²", (x, f) -> 1 - f * f,
                            "(1 - f) (1 + f)", (x, f) -> (1 - f) * (1 + f),
                            "1 - tanh²", (x, f) -> 1 - squared(Math.tanh(x)),
                            "1 / cosh²", (x, f) -> 1 / squared(Math.cosh(x)),
                            "4 s (1 - s)", (x, f) -> 4 * expit(2 * x) * (1 - expit(2 * x)),
                            "4 / (e + 1/e)²", (x, f) -> 4 / squared(Math.exp(x) + Math.exp(-x))),
            OF_LOGISTIC =
                    Map.of(
                            "f (1 - f)", (x, f) -> f * (1 - f),
                            "f - f²", (x, f) -> f - f * f,
                            "s (1 - s)", (x, f) -> expit(x) * (1 - expit(x)),
                            "s(x) s(-x)", (x, f) -> expit(x) * expit(-x)),
            OF_REFLECTED =
                    Map.of(
                            "-f (1 - f)", (x, f) -> -f * (1 - f),
                            "f² - f", (x, f) -> f * f - f,
                            "-s (1 - s)", (x, f) -> -expit(x) * (1 - expit(x))),
            OF_SOFTPLUS =
                    Map.of(
                            "s", (x, f) -> expit(x),
                            "1 / (1 + exp(-x))", (x, f) -> 1 / (1 + Math.exp(-x)),
                            "1 - s(-x)", (x, f) -> 1 - expit(-x),
                            "1 - 1 / (1 + exp(x))", (x, f) -> 1 - 1 / (1 + Math.exp(x)),
                            "1 - exp(-f)", (x, f) -> 1 - Math.exp(-f));

    @Test
    void everyWayToWriteADerivativeIsRightInSaturationAndASlipIsNot() {
        TANH.forEach(form -> judge(form, OF_TANH));
        LOGISTIC.forEach(form -> judge(form, OF_LOGISTIC));
        REFLECTED.forEach(form -> judge(form, OF_REFLECTED));
        SOFTPLUS.forEach(form -> judge(form, OF_SOFTPLUS));
        verdicts.conclude(2000);
    }

    private void judge(Form form, Map<String, DoubleBinaryOperator> derivatives) {
        for (double size : POINTS) {
            judge(form, size, derivatives);
            judge(form, -size, derivatives);
        }
    }

    private void judge(Form form, double x, Map<String, DoubleBinaryOperator> derivatives) {
        double f = form.value.applyAsDouble(x);
        if (!Double.isFinite(f)) return; // nothing is graded where the function itself is not finite
        Situation situation = new Situation(
                form.code + " at " + x,
                Situation.define("x N", "loss", "f = " + form.code, "loss = np.sum(f)"),
                Map.of("x", Tensor.vector(x)),
                Map.of(),
                80 + (int) (3.4 * Math.abs(x) / Math.log(10)));
        double truth = situation.right("dx")[0];
        verdicts.right(situation, "dx", "the truth", truth);
        derivatives.forEach((name, derivative) -> {
            double value = derivative.applyAsDouble(x, f);
            if (Double.isFinite(value)) verdicts.right(situation, "dx", name, value);
        });
        if (Math.abs(truth) < 1e3 * 0x1p-53) return;
        verdicts.wrong(situation, "dx", "twice", Planted.A_SLIP, 2 * truth);
        verdicts.wrong(situation, "dx", "half", Planted.A_SLIP, truth / 2);
        verdicts.wrong(situation, "dx", "the other sign", Planted.A_SLIP, -truth);
        if (Math.abs(truth) < 1e5 * 0x1p-53) return;
        verdicts.wrong(situation, "dx", "off by a percent", Planted.A_SLIP, 1.01 * truth);
    }
}
