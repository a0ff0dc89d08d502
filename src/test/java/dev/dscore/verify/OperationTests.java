package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Samples.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation: its rule of the table of derivatives against finite differences, its two kernels against each other. */
class OperationTests {
    private final Inputs inputs = Samples.inputs();
    private final Evaluator evaluator = new Evaluator();

    static Stream<Sample> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theDerivativeAgreesWithFiniteDifferencesOnEveryEntry(Sample sample) throws TooCostlyException {
        FunctionDefinition function = sample.function();
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), function.differentiable(), Allowance.UNLIMITED);
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (String name : function.differentiable()) {
            Node gradient = backward.names().get(Derivation.gradientOf(name));
            Tensor value =
                    evaluator.evaluate(backward, inputs, List.of(gradient)).get(gradient);
            claims.put(name, new Claim(function.graph().named(name), value));
        }
        Check check = new Verifier(Long.MAX_VALUE)
                .check(
                        function.graph(),
                        function.objective(),
                        inputs,
                        claims,
                        Coverage.EVERY_ENTRY,
                        Allowance.UNLIMITED);
        assertThat(check.passed()).as(check.toString()).isTrue();
        assertThat(check.entriesNotDifferentiable()).isZero();
        assertThat(check.entriesChecked()).isEqualTo(check.entries()).isEqualTo(12 + 12 + 4 + 3 + 20);
        // a bound so wide that anything would pass is no check
        check.byGradient().values().forEach(gradient -> assertThat(gradient.maxAbsoluteError())
                .isLessThan(1e-9));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyEntryOfAWrongGradientIsFound(Sample sample) throws TooCostlyException {
        FunctionDefinition function = sample.function();
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), function.differentiable(), Allowance.UNLIMITED);
        Node node = backward.named("da");
        Tensor right = evaluator.evaluate(backward, inputs, List.of(node)).get(node);
        for (int i = 0; i < right.size(); i++) {
            double[] slightly = right.data().clone();
            slightly[i] += 1e-6 * Math.max(Math.abs(slightly[i]), 1e-3);
            Map<String, Claim> claim =
                    Map.of("da", new Claim(function.graph().named("a"), new Tensor(right.shape(), slightly)));
            Check check = new Verifier(Long.MAX_VALUE)
                    .check(
                            function.graph(),
                            function.objective(),
                            inputs,
                            claim,
                            Coverage.EVERY_ENTRY,
                            Allowance.UNLIMITED);
            assertThat(check.passed()).isFalse();
            assertThat(check.byGradient().get("da").worst().index()).containsExactly(right.index(i));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theTwoKernelsAgree(Sample sample) {
        FunctionDefinition function = sample.function();
        Node out = function.graph().named("out");
        double[] onNd4j = evaluator
                .evaluate(function.graph(), inputs, List.of(out))
                .get(out)
                .data();
        Lowering lowering = Lowering.of(function.graph(), out, Allowance.UNLIMITED);
        Baseline baseline = new Baseline(lowering.graph(), inputs);
        double[] plain = baseline.of(lowering.lowered().get(out)).data();
        double[] error = baseline.error(lowering.lowered().get(out));
        assertThat(onNd4j).hasSameSizeAs(plain);
        for (int i = 0; i < onNd4j.length; i++) {
            assertThat(onNd4j[i]).isEqualTo(plain[i], within(8 * error[i] + 4e-16 * Math.abs(onNd4j[i])));
        }
    }
}
