package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Plain.Order;
import dev.dscore.grade.Plain.Precision;
import dev.dscore.grade.Verdicts.Planted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Attention with a query that is masked whole, another in part, by every constant that courses and libraries use, put in place of
 * the scores or added to them. Equal scores have equal weights, so the row that is masked whole has ordinary gradients; a softmax
 * written by hand takes the largest score out, and so all do that count here.
 */
@Tag("long")
class TrustInMasksTests {
    private static final int QUERIES = 2, KEYS = 3, WIDTH = 2;
    private static final int DRAWS = 1;

    private final Verdicts verdicts = new Verdicts("in masks");
    private final SplittableRandom random = new SplittableRandom(20261128);

    private record Mask(String constant, boolean added) {
        String scores() {
            String scores = "Q @ K.T / np.sqrt(D)";
            return added
                    ? "score = " + scores + " + (1 - M) * " + constant
                    : "score = np.where(M, " + scores + ", " + constant + ")";
        }

        double value() {
            return Double.parseDouble(constant);
        }

        // what is left of the scores beside such a number depends on the type
        boolean isTellingIn(Precision precision) {
            if (!added) return true;
            double lastPlace = 2 * precision.unit * Math.abs(value());
            return precision == Precision.FLOAT64 && (lastPlace < 1e-2 || lastPlace > 1e2);
        }

        boolean isHeldBy(Precision precision) {
            return Double.isFinite(precision.round(value()));
        }
    }

    @Test
    void aRowThatIsMaskedWholeHasOrdinaryGradients() {
        for (String constant : List.of("-1e4", "-1e9", "-1e10", "-1e12", "-1e16", "-1e20", "-1e30")) {
            for (boolean added : new boolean[] {false, true}) {
                for (boolean byHand : new boolean[] {false, true}) {
                    for (int draw = 0; draw < DRAWS; draw++) judge(new Mask(constant, added), byHand);
                }
            }
        }
        verdicts.conclude(900);
    }

    private void judge(Mask mask, boolean byHand) {
        String softmax = byHand
                ? "e = np.exp(score - np.max(score, axis=1, keepdims=True))\n"
                        + "weights = e / np.sum(e, axis=1, keepdims=True)"
                : "weights = softmax(score, axis=1)";
        FunctionDefinition attention = Situation.define(
                "Q T D, K S D, V S E, M T S below 2, g T E",
                "loss",
                mask.scores(),
                softmax,
                "loss = np.sum(weights @ V * g)");
        Matrix q = drawn(QUERIES, WIDTH), k = drawn(KEYS, WIDTH), v = drawn(KEYS, WIDTH), g = drawn(QUERIES, WIDTH);
        Matrix m = new Matrix(QUERIES, KEYS, 0, 0, 0, 1, 1, 0);
        Map<String, Tensor> inputs =
                Map.of("Q", tensor(q), "K", tensor(k), "V", tensor(v), "M", tensor(m), "g", tensor(g));
        String name = mask + (byHand ? " by hand" : "") + " " + random.nextInt(1000);
        Situation situation = new Situation(name, attention, inputs, Map.of());
        for (Precision precision : Precision.values()) {
            if (!mask.isHeldBy(precision)) continue;
            for (Order order : new Order[] {Order.FORWARD, Order.BACKWARD}) {
                gradients(new Plain(precision, order), mask, q, k, v, m, g)
                        .forEach((gradient, values) -> judge(
                                situation, gradient, order, precision, mask.isTellingIn(precision), values.data()));
            }
        }
    }

    private void judge(
            Situation situation, String gradient, Order order, Precision precision, boolean telling, double[] right) {
        String dtype = precision.dtype();
        verdicts.right(situation, gradient, order + " in " + dtype, dtype, right);
        if (!telling || order != Order.FORWARD) return;
        for (double factor : new double[] {2, -1, 1.1}) {
            double[] wrong = right.clone();
            for (int i = 0; i < wrong.length; i++) wrong[i] = precision.round(wrong[i] * factor);
            verdicts.wrong(situation, gradient, "times " + factor + " in " + dtype, dtype, Planted.A_SLIP, wrong);
        }
    }

    // as a student's program computes them
    private static Map<String, Matrix> gradients(
            Plain in, Mask mask, Matrix q, Matrix k, Matrix v, Matrix m, Matrix g) {
        double root = in.precision().round(Math.sqrt(WIDTH)),
                constant = in.precision().round(mask.value());
        Matrix scores = in.div(in.product(q, k.transposed()), root);
        Matrix masked = mask.added()
                ? in.add(scores, in.mul(in.sub(Matrix.scalar(1), m), constant))
                : in.zip(m, scores, (seen, score) -> seen != 0 ? score : constant);
        Matrix weights = in.softmax(masked);
        Matrix dweights = in.product(g, v.transposed());
        Matrix dscore = in.mul(weights, in.sub(dweights, in.along(in.mul(dweights, weights))));
        Matrix through = mask.added() ? dscore : in.mul(dscore, m);
        Map<String, Matrix> gradients = new LinkedHashMap<>();
        gradients.put("dV", in.product(weights.transposed(), g));
        gradients.put("dscore", dscore);
        gradients.put("dK", in.div(in.product(through.transposed(), q), root));
        gradients.put("dQ", in.div(in.product(through, k), root));
        return gradients;
    }

    // of so few digits that every type holds them
    private Matrix drawn(int rows, int columns) {
        return new Matrix(
                rows,
                columns,
                random.doubles((long) rows * columns, -1, 1)
                        .map(x -> Math.rint(x * 64) / 64)
                        .toArray());
    }

    private static Tensor tensor(Matrix matrix) {
        return new Tensor(new int[] {matrix.rows(), matrix.columns()}, matrix.data());
    }
}
