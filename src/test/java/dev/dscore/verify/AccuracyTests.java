package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Cores;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Finite differences against gradients in fifty digits, and the smallest slip in the largest gradient. */
class AccuracyTests {
    private static final MathContext DIGITS = new MathContext(50);
    private static final FunctionDefinition SOFTMAX =
            new Catalogue().find("softmax").orElseThrow().function();

    @Test
    void aFiniteDifferenceLiesWithinItsBoundOfTheExactGradient() {
        Random random = new Random(5);
        int entries = 0, outside = 0, far = 0;
        double widest = 0;
        for (double scale : new double[] {1e-3, 0.1, 1, 3, 10, 30}) {
            for (int problem = 0; problem < 12; problem++) {
                Inputs inputs = softmax(random, 5, 4, 3, scale);
                Map<String, BigDecimal[]> exact = exactGradients(inputs);
                Lowering lowering = Lowering.of(SOFTMAX.graph(), SOFTMAX.objective(), Allowance.UNLIMITED);
                Baseline baseline = new Baseline(lowering.graph(), inputs);
                for (String name : exact.keySet()) {
                    Node source = lowering.lowered().get(SOFTMAX.graph().named(name));
                    FiniteDifferences differences = new FiniteDifferences(
                            lowering.graph(),
                            baseline,
                            source,
                            lowering.lowered().get(SOFTMAX.objective()),
                            new Cores(1));
                    BigDecimal[] gradient = exact.get(name);
                    NumericDerivative[] estimates = differences.estimates(
                            IntStream.range(0, gradient.length).toArray(), null, 0);
                    double largest = Arrays.stream(gradient)
                            .mapToDouble(entry -> Math.abs(entry.doubleValue()))
                            .max()
                            .orElseThrow();
                    for (int i = 0; i < gradient.length; i++) {
                        Estimate estimate = (Estimate) estimates[i];
                        double error = new BigDecimal(estimate.value())
                                .subtract(gradient[i])
                                .abs()
                                .doubleValue();
                        entries++;
                        if (error > estimate.bound()) outside++;
                        if (error > 10 * estimate.bound()) far++;
                        widest = Math.max(widest, estimate.bound() / largest);
                    }
                }
            }
        }
        assertThat(entries).isGreaterThan(2_000);
        assertThat(outside).isLessThanOrEqualTo(entries / 1_000);
        assertThat(far).isZero();
        // a bound so wide that anything lies within it would be none
        assertThat(widest).isLessThan(1e-6);
    }

    @Test
    void whatIsSettledIsRightToElevenDigits() {
        Random random = new Random(6);
        for (double scale : new double[] {1e-3, 0.1, 1}) {
            Inputs inputs = softmax(random, 5, 4, 3, scale);
            Map<String, BigDecimal[]> exact = exactGradients(inputs);
            Lowering lowering = Lowering.of(SOFTMAX.graph(), SOFTMAX.objective(), Allowance.UNLIMITED);
            Baseline baseline = new Baseline(lowering.graph(), inputs);
            for (String name : exact.keySet()) {
                Node source = lowering.lowered().get(SOFTMAX.graph().named(name));
                double[] gradient = Arrays.stream(exact.get(name))
                        .mapToDouble(BigDecimal::doubleValue)
                        .toArray();
                FiniteDifferences.Settled right = new FiniteDifferences(
                                lowering.graph(),
                                baseline,
                                source,
                                lowering.lowered().get(SOFTMAX.objective()),
                                new Cores(1))
                        .settle(gradient);
                assertThat(right.open()).isEmpty();
                for (int i = 0; i < gradient.length; i++) {
                    double[] wrong = gradient.clone();
                    wrong[i] *= 1 + 1e-10;
                    FiniteDifferences.Settled found = new FiniteDifferences(
                                    lowering.graph(),
                                    baseline,
                                    source,
                                    lowering.lowered().get(SOFTMAX.objective()),
                                    new Cores(1))
                            .settle(wrong);
                    assertThat(found.open()).containsExactly(i);
                }
            }
        }
    }

    @Test
    void oneEntryOfAMillionAndAHalfThatIsWrongByAMillionthIsFound() throws Exception {
        Inputs inputs = softmax(new Random(7), 500, 3073, 10, 0.05);
        // an independent closed form: dX = (softmax - one_hot) @ W.T / N
        double[] x = inputs.tensors().get("X").data(),
                w = inputs.tensors().get("W").data();
        double[] b = inputs.tensors().get("b").data(), dx = new double[x.length];
        double[][] score = new double[500][10];
        for (int n = 0; n < 500; n++) {
            for (int d = 0; d < 3073; d++) {
                for (int c = 0; c < 10; c++) score[n][c] += x[n * 3073 + d] * w[d * 10 + c];
            }
            double sum = 0;
            for (int c = 0; c < 10; c++) score[n][c] += b[c];
            for (int c = 0; c < 10; c++) sum += Math.exp(score[n][c]);
            int label = (int) inputs.tensors().get("y").data()[n];
            for (int c = 0; c < 10; c++) {
                double dscore = (Math.exp(score[n][c]) / sum - (c == label ? 1 : 0)) / 500;
                for (int d = 0; d < 3073; d++) dx[n * 3073 + d] += dscore * w[d * 10 + c];
            }
        }
        Verifier verifier = new Verifier(Long.MAX_VALUE);
        Node node = SOFTMAX.graph().named("X");
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(SOFTMAX.graph(), SOFTMAX.objective(), SOFTMAX.differentiable(), Allowance.UNLIMITED);
        Claim.Rounding rounding = Claim.Rounding.of(backward, backward.named("dX"), inputs);
        Map<String, Claim> right = Map.of("dX", new Claim(node, new Tensor(new int[] {500, 3073}, dx), rounding));
        assertThat(verifier.check(
                                SOFTMAX.graph(),
                                SOFTMAX.objective(),
                                inputs,
                                right,
                                Coverage.EVERY_ENTRY,
                                Allowance.UNLIMITED)
                        .passed())
                .isTrue();
        int chosen = 1_234_567;
        double[] slightly = dx.clone();
        slightly[chosen] *= 1 + 1e-6;
        Map<String, Claim> wrong = Map.of("dX", new Claim(node, new Tensor(new int[] {500, 3073}, slightly), rounding));
        Check check = verifier.check(
                SOFTMAX.graph(), SOFTMAX.objective(), inputs, wrong, Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        assertThat(check.passed()).isFalse();
        assertThat(check.byGradient().get("dX").worst().index()).containsExactly(chosen / 3073, chosen % 3073);
    }

    private static Inputs softmax(Random random, int n, int d, int c, double scale) {
        Tensor labels = Tensor.vector(random.ints(n, 0, c).asDoubleStream().toArray());
        return new Inputs(
                Map.of(
                        "X", normal(random, 1, n, d),
                        "W", normal(random, scale, d, c),
                        "b", normal(random, scale, 1, c),
                        "y", labels),
                Map.of("N", n, "D", d, "C", c));
    }

    private static Tensor normal(Random random, double scale, int rows, int columns) {
        double[] data = new double[rows * columns];
        for (int i = 0; i < data.length; i++) data[i] = scale * random.nextGaussian();
        return new Tensor(new int[] {rows, columns}, data);
    }

    // of the mean cross-entropy: dscore = (p - one_hot) / N, dX = dscore @ W.T, dW = X.T @ dscore, db = sum(dscore)
    private static Map<String, BigDecimal[]> exactGradients(Inputs inputs) {
        int n = inputs.lengths().get("N"),
                d = inputs.lengths().get("D"),
                c = inputs.lengths().get("C");
        BigDecimal[] x = exact(inputs, "X"), w = exact(inputs, "W"), b = exact(inputs, "b");
        double[] y = inputs.tensors().get("y").data();
        BigDecimal[] dx = zeros(n * d), dw = zeros(d * c), db = zeros(c);
        for (int i = 0; i < n; i++) {
            BigDecimal[] e = zeros(c);
            BigDecimal sum = BigDecimal.ZERO;
            for (int k = 0; k < c; k++) {
                BigDecimal score = b[k];
                for (int j = 0; j < d; j++) score = score.add(x[i * d + j].multiply(w[j * c + k]));
                e[k] = exp(score);
                sum = sum.add(e[k]);
            }
            for (int k = 0; k < c; k++) {
                BigDecimal p = e[k].divide(sum, DIGITS);
                if (k == (int) y[i]) p = p.subtract(BigDecimal.ONE);
                BigDecimal dscore = p.divide(BigDecimal.valueOf(n), DIGITS);
                db[k] = db[k].add(dscore);
                for (int j = 0; j < d; j++) {
                    dx[i * d + j] = dx[i * d + j].add(dscore.multiply(w[j * c + k]));
                    dw[j * c + k] = dw[j * c + k].add(dscore.multiply(x[i * d + j]));
                }
            }
        }
        Map<String, BigDecimal[]> gradients = new LinkedHashMap<>();
        gradients.put("X", dx);
        gradients.put("W", dw);
        gradients.put("b", db);
        return gradients;
    }

    private static BigDecimal[] exact(Inputs inputs, String name) {
        return Arrays.stream(inputs.tensors().get(name).data())
                .mapToObj(BigDecimal::new)
                .toArray(BigDecimal[]::new);
    }

    private static BigDecimal[] zeros(int count) {
        BigDecimal[] zeros = new BigDecimal[count];
        Arrays.fill(zeros, BigDecimal.ZERO);
        return zeros;
    }

    // (e^(x / 2^20))^(2^20), the inner one by its series
    private static BigDecimal exp(BigDecimal x) {
        MathContext digits = new MathContext(70);
        BigDecimal small = x.divide(BigDecimal.valueOf(1 << 20), digits), term = BigDecimal.ONE, sum = BigDecimal.ONE;
        for (int k = 1; k < 20; k++) {
            term = term.multiply(small).divide(BigDecimal.valueOf(k), digits);
            sum = sum.add(term);
        }
        for (int i = 0; i < 20; i++) sum = sum.multiply(sum).round(digits);
        return sum;
    }
}
