package dev.dscore.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One-sided derivatives of functions whose derivatives are known in closed form. */
class TruthTests {
    private static Truth truth(String code, int digits, double... x) {
        FunctionDefinition function = Functions.of(List.of(new Declaration("x", Shape.parse("N"))), code, "loss");
        return Truth.of(function, new Inputs(Map.of("x", Tensor.vector(x)), Map.of("N", x.length)), digits);
    }

    private static Slope slope(String expression, double at) {
        // values of 700 beside slopes of 1e-305
        int digits = Math.abs(at) > 100 ? 700 : Truth.DIGITS;
        return truth("loss = np.sum(" + expression + ")", digits, at).slope("x", 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            np.exp(x)                        |  1    | 2.718281828459045
            np.exp(x)                        |  -700 | 9.859676543759770e-305
            np.log(x)                        |  8    | 0.125
            np.sqrt(x)                       |  4    | 0.25
            x ** 3                           |  -2   | 12
            x ** 0.5                         |  0.25 | 1
            np.tanh(x)                       |  0    | 1
            expit(x)                         |  0    | 0.25
            np.log1p(np.exp(x))              |  0    | 0.5
            np.maximum(x, 0) ** 2            |  0    | 0
            x * np.abs(x)                    |  0    | 0
            np.abs(x) ** 1.5                 |  0    | 0
            np.maximum(x, 0) - np.minimum(x, 0) - np.abs(x) | 0 | 0
            np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))) | 0 | 0.5
            np.where(x < 1, x, np.sqrt(x))   |  0    | 1
            np.where(x > 0, np.log(x), 3 * x) | -1   | 3
            1 / (1 + np.exp(-x))             |  -700 | 9.859676543759770e-305
            x ** 0                           |  0    | 0
            1 / x                            |  1e-150 | -1e300
            np.sqrt(x) ** 4                  |  0    | 0
            """)
    void whereThereIsADerivativeItIsFound(String expression, double at, double expected) {
        Slope slope = slope(expression, at);
        assertThat(slope.exists()).as(slope.toString()).isTrue();
        assertThat(slope.value()).isEqualTo(expected, within(1e-14 * Math.abs(expected)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            np.maximum(x, 0)             | 0   | 0  | 1
            np.abs(x)                    | 0   | -1 | 1
            np.abs(x) + x ** 2 + 3 * x   | 0   | 2  | 4
            np.minimum(2 * x, 5 * x)     | 0   | 5  | 2
            np.where(x < 1, x, x ** 2)   | 1   | 1  | 2
            np.abs(x) + np.abs(x) ** 1.5 | 0   | -1 | 1
            1e-6 * np.abs(x) + 1e3 * x   | 0   | 999.999999 | 1000.000001
            np.maximum(x - 0.1, 0)       | 0.1 | 0  | 1
            """)
    void atAKinkBothSidesAreFound(String expression, double at, double left, double right) {
        Slope slope = slope(expression, at);
        assertThat(slope.kind()).isEqualTo(Slope.Kind.KINK);
        assertThat(slope.left()).isEqualTo(left, within(1e-14 * Math.abs(left)));
        assertThat(slope.right()).isEqualTo(right, within(1e-14 * Math.abs(right)));
    }

    @ParameterizedTest
    @CsvSource({
        "np.sign(x), 0",
        "x * (x > 1), 1",
        "np.sqrt(np.abs(x)), 0",
        "np.where(x > 0; x + 1; x), 0",
        "x * np.log(np.abs(x) + (x == 0)), 0"
    })
    void aDifferenceThatGrowsIsAJump(String expression, double at) {
        assertThat(slope(expression.replace(';', ','), at).kind()).isEqualTo(Slope.Kind.UNDETERMINED);
    }

    @Test
    void aFunctionThatEndsHasOneSide() {
        Slope slope = slope("np.sqrt(x) ** 3 + x", 0);
        assertThat(slope.kind()).isEqualTo(Slope.Kind.ONE_SIDED);
        assertThat(slope.value()).isEqualTo(1, within(1e-14));
        assertThat(slope("np.sqrt(x)", 0).kind()).isEqualTo(Slope.Kind.UNDETERMINED);
        assertThat(slope("np.log(x)", 0).kind()).isEqualTo(Slope.Kind.UNDETERMINED);
    }

    @Test
    void whatIsZeroBySymmetryIsZero() {
        Truth shift = truth("s = x + 0.3\nb = np.sum(x) * 0\nloss = logsumexp(s + b) - np.max(s + b)", 64, 1, 2, 3);
        Truth standardized = truth("m = x - np.mean(x)\nloss = np.sum(np.exp(m / np.std(x)))", 64, 0.1, 0.7, 0.2);
        assertThat(shift.slope("b", 0).value()).isZero();
        assertThat(standardized.along("x", 1, 1, 1).value()).isZero();
    }

    @Test
    void saturationKeepsItsDigitsWithEnoughOfThem() {
        Truth truth = truth("loss = logsumexp(x) - np.max(x)", 420, 400, 0);
        // the derivative of log(1 + exp(b - a)) in b, times 1 + exp(-400)
        assertThat(truth.slope("x", 1).value()).isEqualTo(Math.exp(-400), within(1e-14 * Math.exp(-400)));
        assertThat(truth.slope("x", 0).value()).isEqualTo(-Math.exp(-400), within(1e-14 * Math.exp(-400)));
    }

    @Test
    void tiesMoveTogether() {
        Truth truth = truth("loss = np.max(x)", 64, 2, 2, 1);
        assertThat(truth.slope("x", 0)).isEqualTo(new Slope(0, 1, Slope.Kind.KINK));
        assertThat(truth.along("x", 1, 1, 0)).isEqualTo(new Slope(1, 1, Slope.Kind.SMOOTH));
        assertThat(truth.slope("x", 2)).isEqualTo(new Slope(0, 0, Slope.Kind.SMOOTH));
    }

    @Test
    void whatStandsOnAKinkIsToldFromWhatStandsBesideIt() {
        Truth truth = truth(
                "loss = np.sum(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))) + np.max(x)", 64, 0, 0.5, 0.5, -1);
        assertThat(truth.reachesKink("x", 0)).isTrue();
        assertThat(truth.reachesKink("x", 1)).isTrue();
        assertThat(truth.reachesKink("x", 3)).isFalse();
    }

    @Test
    void anIntermediateValueHasItsSlopes() {
        Truth truth = truth("h = np.maximum(x, 0)\nloss = np.sum(h * h)", 64, 0, 3);
        assertThat(truth.slopes("h")).extracting(Slope::value).containsExactly(0.0, 6.0);
        assertThat(truth.slopes("x")).extracting(Slope::value).containsExactly(0.0, 6.0);
        assertThat(truth.value()).isEqualTo(9);
        assertThat(truth.value("h").data()).containsExactly(0, 3);
    }
}
