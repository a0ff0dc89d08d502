package dev.dscore.calculus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.compute.Allowance;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A derivation reads as a person would write it. */
class DerivationTests {
    private static final Catalogue CATALOGUE = new Catalogue();

    private static List<Step> steps(FunctionDefinition function) {
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), function.differentiable(), Allowance.UNLIMITED);
        return Steps.of(
                function.graph(),
                function.objective(),
                backward,
                function.named().keySet());
    }

    private static String numpy(String name) {
        return steps(CATALOGUE.find(name).orElseThrow().function()).stream()
                .map(Step::numpy)
                .collect(Collectors.joining("\n"));
    }

    private static String numpy(String code, String output, Declaration... inputs) {
        return steps(Functions.of(List.of(inputs), code, output)).stream()
                .map(Step::numpy)
                .collect(Collectors.joining("\n"));
    }

    private static Declaration real(String name, String shape) {
        return new Declaration(name, Shape.parse(shape));
    }

    @Test
    void softmaxIsDerivedAsInTheTutorial() {
        assertThat(numpy("softmax"))
                .isEqualTo(
                        """
                dscore = (softmax(score, axis=1) - one_hot(y, C)) / N
                db = np.sum(dscore, axis=0, keepdims=True)
                dX = dscore @ W.T
                dW = X.T @ dscore""");
    }

    @Test
    void theTutorialsOwnStepsHaveTheTwoPartsThatAreAdded() {
        assertThat(numpy("softmax-steps"))
                .isEqualTo(
                        """
                drowsum = 1 / (N * rowsum)
                dscore = np.reshape(drowsum, (N, 1)) * np.exp(score) - one_hot(y, C) / N
                db = np.sum(dscore, axis=0, keepdims=True)
                dX = dscore @ W.T
                dW = X.T @ dscore""");
    }

    @Test
    void batchNormalizationIsAShortListOfSteps() {
        assertThat(numpy("batchnorm"))
                .isEqualTo(
                        """
                dbeta = np.sum(dout, axis=0)
                dgamma = np.sum(dout * xhat, axis=0)
                dxhat = dout * gamma
                dstd = -np.sum(dxhat * xhat / std, axis=0)
                dvar = dstd / (2 * std)
                dxc = dxhat / std + 2 * dvar * xc / N
                dmu = -np.sum(dxc, axis=0)
                dX = dxc + dmu / N""");
    }

    @Test
    void aRegularizerAddsItsOwnTerm() {
        assertThat(numpy("softmax-regularized")).contains("dW = 2 * reg * W + X.T @ dscore");
    }

    @Test
    void aValueUsedTwiceAddsUpBothPaths() {
        assertThat(numpy("h = np.tanh(x)\nout = h * w + h", "out", real("x", "N"), real("w", "N")))
                .isEqualTo(
                        """
                dh = dout + dout * w
                dw = dout * h
                dx = dh * (1 - h ** 2)""");
    }

    @Test
    void kinksAtOnePlaceHaveTheMeanOfTheirSlopes() {
        assertThat(numpy("out = np.maximum(0, x) + np.log1p(np.exp(-np.abs(-x)))", "out", real("x", "N")))
                .contains("dout * (0.5 * (x > 0) + 0.5 * (x >= 0))");
        assertThat(numpy("out = np.maximum(0, x) + np.maximum(w, 0)", "out", real("x", "N"), real("w", "N")))
                .contains("dx = dout * (x > 0)", "dw = dout * (w > 0)");
    }

    @Test
    void anOutputUsedFurtherAddsWhatIsHandedDownToIt() {
        assertThat(numpy("h = x @ W\nout = np.exp(h)", "h out", real("x", "N D"), real("W", "D C")))
                .contains("""
                dh = dh + dout * out""");
    }

    @Test
    void productsArgueByDimensionsAndSayWhyTheGradientIsNoJacobian() {
        Step dw = steps(CATALOGUE.find("softmax").orElseThrow().function()).stream()
                .filter(step -> step.name().equals("dW"))
                .findFirst()
                .orElseThrow();
        assertThat(dw.shape()).isEqualTo(Shape.parse("D C"));
        assertThat(dw.dimensions()).isEqualTo("(D N) @ (N C) → (D C)");
        assertThat(dw.because()).containsExactly("@");
        assertThat(dw.latex()).isEqualTo("\\mathrm{dW} = X^{\\top} \\, \\mathrm{dscore}");
        assertThat(dw.why())
                .isEqualTo("score is (N C) and W is (D C), so ∂score/∂W has 4 axes, (N C D C); "
                        + "only summed against dscore over (N C) does it become dW, (D C).");
    }

    @Test
    void eachStepNamesTheRulesItTook() {
        Step dscore = steps(CATALOGUE.find("softmax").orElseThrow().function()).get(0);
        assertThat(dscore.because()).containsExactly("logsumexp", "pick", "mean");
    }

    // a gradient that is gathered from windows, gates, pairs or steps in time has a term for each
    private static final Set<String> LONG =
            Set.of("conv2d", "rnn", "lstm-step", "lstm", "temporal-softmax", "skip-gram", "contrastive");

    static Stream<String> names() {
        return CATALOGUE.entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyDerivationIsShortDefinesItsNamesAndBalancesItsBraces(String name) {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        List<Step> steps = steps(function);
        if (!LONG.contains(name))
            assertThat(steps.size()).isLessThanOrEqualTo(2 * function.named().size());
        List<String> defined = steps.stream().map(Step::name).toList();
        assertThat(defined).doesNotHaveDuplicates();
        for (String input : function.differentiable()) assertThat(defined).contains("d" + input);
        for (Step step : steps) {
            assertThat(step.numpy().length()).isLessThan(LONG.contains(name) ? 240 : 120);
            int depth = 0;
            for (char c : step.latex().replace("\\{", "").replace("\\}", "").toCharArray()) {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                assertThat(depth).isNotNegative();
            }
            assertThat(depth).isZero();
            assertThat(step.latex().split("\\\\left", -1))
                    .hasSameSizeAs(step.latex().split("\\\\right", -1));
        }
    }
}
