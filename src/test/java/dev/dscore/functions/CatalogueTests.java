package dev.dscore.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.app.Engines;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Coverage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every function of the catalogue at random inputs, and some against closed forms worked out here. */
class CatalogueTests {
    private static final Catalogue CATALOGUE = Engines.SHARED.catalogue();

    private final Evaluator evaluator = Engines.SHARED.evaluator();
    private final GradientService service = Engines.SHARED.gradients();
    private final RandomInputs random = Engines.SHARED.random();

    static Stream<String> names() {
        return CATALOGUE.entries().keySet().stream();
    }

    private RandomInputs.Drawn draw(FunctionDefinition function, long seed) {
        return random.draw(function, RandomInputs.sizes(function, Map.of()), seed);
    }

    private VerifiedGradients gradients(FunctionDefinition function, RandomInputs.Drawn drawn) throws Exception {
        Binding binding = Binding.of(function, drawn.inputs(), drawn.upstream());
        return service.gradients(
                function, binding, function.named().keySet(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyNamedValueHasItsGradientProvenOnEveryEntry(String name) throws Exception {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        for (long seed = 0; seed < 5; seed++) {
            VerifiedGradients verified = gradients(function, draw(function, seed));
            assertThat(verified.check().passed())
                    .as(name + " " + verified.check())
                    .isTrue();
            assertThat(verified.check().entriesNotDifferentiable()).isZero();
            assertThat(verified.check().byGradient()).hasSize(function.named().size());
        }
    }

    @Test
    void theSameSeedDrawsTheSameNumbers() {
        FunctionDefinition softmax = CATALOGUE.find("softmax").orElseThrow().function();
        assertThat(draw(softmax, 1)).isEqualTo(draw(softmax, 1)).isNotEqualTo(draw(softmax, 2));
        // SplitMix64 from 1 by its definition, worked out in Python: sign and thousandths, 33 numbers in
        assertThat(draw(softmax, 1).inputs().get("b").data()).containsExactly(-0.471, -0.724, -0.711);
        assertThat(draw(softmax, 1).sizes()).containsExactly(Map.entry("N", 5), Map.entry("D", 4), Map.entry("C", 3));
    }

    @Test
    void inputsArePositiveWhereTheFunctionNeedsThem() {
        FunctionDefinition divergence =
                CATALOGUE.find("kl-divergence").orElseThrow().function();
        assertThat(java.util.Arrays.stream(draw(divergence, 0).inputs().get("p").data()))
                .allMatch(p -> p > 0);
    }

    @Test
    void linearRegressionIsTheTextbooks() throws Exception {
        FunctionDefinition function =
                CATALOGUE.find("linear-regression").orElseThrow().function();
        Map<String, Tensor> inputs = Map.of(
                "X", Tensor.matrix(new double[] {1, 2}, new double[] {3, -1}),
                "w", Tensor.vector(2, 1),
                "b", Tensor.scalar(0.5),
                "y", Tensor.vector(4, 6));
        // residuals: 2 + 2 + 0.5 − 4 = 0.5 and 6 − 1 + 0.5 − 6 = −0.5
        VerifiedGradients verified = service.gradients(
                function, Binding.of(function, inputs, Map.of()), List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        assertThat(verified.values().get("loss").data()).containsExactly(0.25);
        assertClose(verified.gradients().get("dw"), 0.5 * 1 - 0.5 * 3, 0.5 * 2 - 0.5 * -1);
        assertClose(verified.gradients().get("db"), 0);
        assertClose(verified.gradients().get("dy"), -0.5, 0.5);
    }

    @Test
    void theHingePushesEachViolatedMarginByOneOverN() throws Exception {
        FunctionDefinition function = CATALOGUE.find("svm").orElseThrow().function();
        Map<String, Tensor> inputs = Map.of(
                "X", Tensor.matrix(new double[] {1, 0}, new double[] {0, 1}),
                "W", Tensor.matrix(new double[] {3, 2.5, -1}, new double[] {0, 5, 1}),
                "y", Tensor.vector(0, 1));
        // row 0: margins of classes 1 and 2 are 0.5 and −3; row 1: −4 and −3
        VerifiedGradients verified = service.gradients(
                function, Binding.of(function, inputs, Map.of()), List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        assertThat(verified.values().get("loss").data()).containsExactly(0.25);
        assertClose(verified.gradients().get("dW"), -0.5, 0.5, 0, 0, 0, 0);
    }

    @Test
    void batchNormalizationHasTheClosedFormOfThePaper() throws Exception {
        FunctionDefinition function = CATALOGUE.find("batchnorm").orElseThrow().function();
        RandomInputs.Drawn drawn = draw(function, 4);
        VerifiedGradients verified = gradients(function, drawn);
        // dX = gamma / (N std) (N dout − Σ dout − xhat Σ dout xhat), after Ioffe and Szegedy
        int n = drawn.sizes().get("N"), d = drawn.sizes().get("D");
        double[] x = drawn.inputs().get("X").data(),
                dout = drawn.upstream().get("out").data();
        double[] gamma = drawn.inputs().get("gamma").data();
        double[] expected = new double[n * d];
        for (int j = 0; j < d; j++) {
            double mean = 0, variance = 0, sum = 0, along = 0;
            for (int i = 0; i < n; i++) mean += x[i * d + j] / n;
            for (int i = 0; i < n; i++) variance += Math.pow(x[i * d + j] - mean, 2) / n;
            double std = Math.sqrt(variance + 1e-5);
            for (int i = 0; i < n; i++) {
                sum += dout[i * d + j];
                along += dout[i * d + j] * (x[i * d + j] - mean) / std;
            }
            for (int i = 0; i < n; i++) {
                double xhat = (x[i * d + j] - mean) / std;
                expected[i * d + j] = gamma[j] / (n * std) * (n * dout[i * d + j] - sum - xhat * along);
            }
        }
        assertClose(verified.gradients().get("dX"), expected);
    }

    private static void assertClose(Tensor actual, double... expected) {
        assertThat(actual.data()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) assertThat(actual.data()[i]).isEqualTo(expected[i], within(1e-12));
    }
}
