package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Check;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The softmax layer from its text to its checked gradients. */
class SoftmaxTests {
    private static final FunctionDefinition SOFTMAX =
            new Catalogue().find("softmax").orElseThrow().function();

    private final GradientService service = service(shippedTable(), 1_000_000_000);

    private static GradientService service(String table, long work) {
        return new GradientService(
                new Derivation(DerivativeTable.parse(table)),
                new Evaluator(),
                new Verifier(work),
                new Budget(1_000_000, 1_000_000_000, new Memory(Long.MAX_VALUE)));
    }

    private static String shippedTable() {
        try (InputStream table = DerivativeTable.class.getResourceAsStream("derivatives.txt")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private VerifiedGradients softmax(Tensor x, Tensor w, Tensor b, Tensor labels) throws Exception {
        Map<String, Tensor> inputs = Map.of("X", x, "W", w, "b", b, "labels", labels);
        return service.gradients(
                SOFTMAX,
                Binding.of(SOFTMAX, inputs, Map.of()),
                List.of("X", "W", "b", "score"),
                Coverage.EVERY_ENTRY,
                Allowance.UNLIMITED);
    }

    private static Tensor random(Random random, double scale, int... shape) {
        return new Tensor(
                shape,
                random.doubles(Tensor.count(shape), -1, 1).map(x -> x * scale).toArray());
    }

    @Test
    void withZeroWeightsEverythingFollowsFromCountingLabels() throws Exception {
        // all probabilities are 1/3, so dscore = (1/3 − [label]) / 2, and the loss is log 3
        VerifiedGradients answer = softmax(
                Tensor.matrix(new double[] {1, 2}, new double[] {3, 4}),
                new Tensor(new int[] {2, 3}, new double[6]),
                Tensor.vector(0, 0, 0),
                Tensor.vector(0, 2));
        assertThat(answer.values().get("loss").data()[0]).isEqualTo(Math.log(3), within(1e-15));
        double off = 1.0 / 6, on = off - 0.5;
        assertClose(answer.gradients().get("dscore"), 1e-15, on, off, off, off, off, on);
        assertClose(
                answer.gradients().get("dW"),
                1e-15,
                on + 3 * off,
                4 * off,
                off + 3 * on,
                2 * on + 4 * off,
                6 * off,
                2 * off + 4 * on);
        assertClose(answer.gradients().get("db"), 1e-15, on + off, 2 * off, on + off);
        assertClose(answer.gradients().get("dX"), 0, 0, 0, 0, 0);
        assertThat(answer.check().passed()).isTrue();
    }

    @Test
    void twoClassesAreTheLogisticFunctionOfTheirDifference() throws Exception {
        // score = (x w1, x w2): loss = log(1 + e^(x (w2 − w1))) for label 0, with x = 2 and w = (0.5, 0.1)
        VerifiedGradients answer = softmax(
                Tensor.matrix(new double[] {2}),
                Tensor.matrix(new double[] {0.5, 0.1}),
                Tensor.vector(0, 0),
                Tensor.vector(0));
        double p1 = 1 / (1 + Math.exp(0.8));
        assertThat(answer.values().get("loss").data()[0]).isEqualTo(Math.log1p(Math.exp(-0.8)), within(1e-15));
        assertClose(answer.gradients().get("dW"), 1e-15, -2 * p1, 2 * p1);
        assertClose(answer.gradients().get("dX"), 1e-15, p1 * (0.1 - 0.5));
    }

    static Stream<JsonNode> numpy() throws IOException {
        try (InputStream cases = SoftmaxTests.class.getResourceAsStream("/dev/dscore/softmax_numpy.json")) {
            return new JsonMapper().readTree(cases).valueStream().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("numpy")
    void theNumbersAreThoseOfNumpy(JsonNode expected) throws Exception {
        VerifiedGradients answer = softmax(
                matrix(expected.get("X")),
                matrix(expected.get("W")),
                vector(expected.get("b")),
                vector(expected.get("labels")));
        assertThat(answer.values().get("loss").data()[0])
                .isEqualTo(expected.get("loss").asDouble(), within(1e-12));
        for (String name : List.of("dX", "dW", "dscore")) {
            assertClose(
                    answer.gradients().get(name),
                    1e-12,
                    matrix(expected.get(name)).data());
        }
        assertClose(
                answer.gradients().get("db"), 1e-12, vector(expected.get("db")).data());
        assertThat(answer.check().passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,5,3", "4,1,3", "4,3,1", "30,20,10"})
    void everySizeIsChecked(int n, int d, int c) throws Exception {
        Random random = new Random(7);
        VerifiedGradients answer = softmax(
                random(random, 1, n, d), random(random, 1, d, c), random(random, 1, 1, c), labels(random, n, c));
        assertThat(answer.check().passed()).as(answer.check().toString()).isTrue();
        assertThat(answer.check().entriesChecked()).isEqualTo(n * d + d * c + c + n * c);
        assertThat(answer.gradients().get("db").shape()).containsExactly(1, c);
    }

    @ParameterizedTest
    @CsvSource({"1e6,1e-6", "1e-6,1e6", "1e6,1", "1e-6,1", "1,1e-6", "1e-6,1e-6", "3000,1", "1,3000", "1e3,1e3"})
    void inputsOfAnyScaleAreRightAndChecked(double ofX, double ofW) throws Exception {
        Random random = new Random(11);
        Tensor x = random(random, ofX, 6, 4), w = random(random, ofW, 4, 5), b = random(random, 1, 5);
        VerifiedGradients answer = softmax(x, w, b, labels(random, 6, 5));
        assertThat(answer.values().get("loss").data()[0]).isFinite();
        assertThat(answer.check().passed()).as(answer.check().toString()).isTrue();
        assertThat(answer.check().entriesNotDifferentiable()).isZero();
    }

    @Test
    void aWrongRuleInTheTableOfDerivativesIsCaught() throws Exception {
        String wrong = shippedTable().replace("dout * softmax(a, axis)", "dout * exp(a)");
        assertThat(wrong).isNotEqualTo(shippedTable());
        Map<String, Tensor> inputs = small();
        Check check = service(wrong, 1_000_000_000)
                .gradients(
                        SOFTMAX,
                        Binding.of(SOFTMAX, inputs, Map.of()),
                        List.of(),
                        Coverage.EVERY_ENTRY,
                        Allowance.UNLIMITED)
                .check();
        assertThat(check.passed()).isFalse();
        assertThat(check.byGradient().values()).noneMatch(Check.OfGradient::passed);
        Check sampled = service(wrong, 1_000_000_000)
                .gradients(
                        SOFTMAX,
                        Binding.of(SOFTMAX, inputs, Map.of()),
                        List.of(),
                        new Coverage(4, null),
                        Allowance.UNLIMITED)
                .check();
        assertThat(sampled.passed()).isFalse();
    }

    // N = 5, D = 4, C = 3
    private static Map<String, Tensor> small() {
        Random random = new Random(3);
        return Map.of(
                "X", random(random, 1, 5, 4),
                "W", random(random, 1, 4, 3),
                "b", random(random, 1, 3),
                "y", labels(random, 5, 3));
    }

    @Test
    void directionsAreCheckedWhereTheyAreAskedFor() throws Exception {
        Map<String, Tensor> inputs = small();
        Check check = service.gradients(
                        SOFTMAX,
                        Binding.of(SOFTMAX, inputs, Map.of()),
                        List.of(),
                        new Coverage(16, null),
                        Allowance.UNLIMITED)
                .check();
        assertThat(check.passed()).isTrue();
        assertThat(check.method()).contains("along 16 random directions");
        assertThat(check.entriesChecked()).isZero();
    }

    @Test
    void aFixedStepIsUsedAsGiven() throws Exception {
        Map<String, Tensor> inputs = small();
        Binding binding = Binding.of(SOFTMAX, inputs, Map.of());
        double fine = service.gradients(SOFTMAX, binding, List.of(), new Coverage(0, 1e-4), Allowance.UNLIMITED)
                .check()
                .maxAbsoluteError();
        double coarse = service.gradients(SOFTMAX, binding, List.of(), new Coverage(0, 0.1), Allowance.UNLIMITED)
                .check()
                .maxAbsoluteError();
        // the truncation error of fourth order shows at a step of 0.1
        assertThat(coarse).isGreaterThan(1e3 * fine);
    }

    @Test
    void anOverflowNamesTheFirstValueThatIsNotFinite() {
        assertThatThrownBy(() -> softmax(
                        Tensor.matrix(new double[] {1e200}),
                        Tensor.matrix(new double[] {1e200, 1}),
                        Tensor.vector(0, 0),
                        Tensor.vector(0)))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageStartingWith("score[0, 0] is Infinity");
    }

    @Test
    void whatWouldCostTooMuchIsRefusedBeforeItStarts() {
        Random random = new Random(1);
        Tensor x = random(random, 1, 900_000, 1), w = random(random, 1, 1, 900_000), b = random(random, 1, 900_000);
        assertThatThrownBy(() -> softmax(x, w, b, labels(random, 900_000, 2)))
                .isInstanceOf(TooCostlyException.class)
                .hasMessageContaining("a value of shape (N C) would have 8.10e+11 entries");
        Map<String, Tensor> inputs = Map.of(
                "X", random(random, 1, 100, 50),
                "W", random(random, 1, 50, 10),
                "b", random(random, 1, 10),
                "labels", labels(random, 100, 10));
        assertThatThrownBy(() -> service(shippedTable(), 500_000)
                        .gradients(
                                SOFTMAX,
                                Binding.of(SOFTMAX, inputs, Map.of()),
                                List.of(),
                                Coverage.EVERY_ENTRY,
                                Allowance.UNLIMITED))
                .isInstanceOf(TooCostlyException.class)
                .hasMessageContaining("checking every entry would take about")
                .hasMessageContaining("\"directions\"");
    }

    @Test
    void offHeapMemoryIsGivenBack() throws Exception {
        Random random = new Random(1);
        Tensor x = random(random, 1, 300, 100), w = random(random, 1, 100, 10), b = random(random, 1, 10);
        Tensor labels = labels(random, 300, 10);
        Map<String, Tensor> inputs = Map.of("X", x, "W", w, "b", b, "labels", labels);
        Coverage quick = new Coverage(1, null);
        for (int i = 0; i < 20; i++)
            service.gradients(SOFTMAX, Binding.of(SOFTMAX, inputs, Map.of()), List.of(), quick, Allowance.UNLIMITED);
        System.gc();
        long before = Pointer.totalBytes();
        for (int i = 0; i < 200; i++)
            service.gradients(SOFTMAX, Binding.of(SOFTMAX, inputs, Map.of()), List.of(), quick, Allowance.UNLIMITED);
        System.gc();
        // one request holds 300 × 100 numbers several times over, 240 kB each
        assertThat(Pointer.totalBytes() - before).isLessThan(1_000_000);
    }

    private static Tensor labels(Random random, int count, int classes) {
        return Tensor.vector(random.ints(count, 0, classes).asDoubleStream().toArray());
    }

    private static Tensor matrix(JsonNode rows) {
        return Tensor.matrix(rows.valueStream().map(row -> vector(row).data()).toArray(double[][]::new));
    }

    private static Tensor vector(JsonNode numbers) {
        return Tensor.vector(
                numbers.valueStream().mapToDouble(JsonNode::asDouble).toArray());
    }

    private static void assertClose(Tensor actual, double tolerance, double... expected) {
        assertThat(actual.data()).hasSameSizeAs(expected);
        double scale = Math.max(
                1, java.util.Arrays.stream(expected).map(Math::abs).max().orElse(0));
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.data()[i]).isEqualTo(expected[i], within(tolerance * scale));
        }
    }
}
