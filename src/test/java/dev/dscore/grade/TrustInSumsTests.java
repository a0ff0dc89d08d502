package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Plain.Order;
import dev.dscore.grade.Plain.Precision;
import dev.dscore.grade.Verdicts.Planted;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Sums as programs add them up, term after term: of terms that cancel, and of equal terms, which are rounded alike. */
class TrustInSumsTests {
    /** The gradient of an embedding, {@code np.add.at(dW, x, dout)}: of the few rows for each word some cancel. */
    @Test
    void rowsThatAreAddedAtIndicesAreRoundedLikeTheirPartialSums() {
        Verdicts verdicts = new Verdicts("rows added at indices");
        for (int seed = 0; seed < 6; seed++) {
            SplittableRandom random = new SplittableRandom(600 + seed);
            int words = 12, rows = 100, features = 8;
            double[] indices = random.ints(rows, 0, words).asDoubleStream().toArray();
            for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT16)) {
                double[] dout = random.doubles(rows * features, -2, 2)
                        .map(precision::round)
                        .toArray();
                Situation situation = new Situation(
                        "embedding, " + seed,
                        Situation.define("W V D, x N below V, g N D", "loss", "loss = np.sum(W[x] * g)"),
                        Map.of(
                                "W", new Tensor(new int[] {words, features}, new double[words * features]),
                                "x", Tensor.vector(indices),
                                "g", new Tensor(new int[] {rows, features}, dout)),
                        Map.of());
                double[] added = new double[words * features];
                for (int i = 0; i < dout.length; i++) {
                    int at = (int) indices[i / features] * features + i % features;
                    added[at] = precision.round(added[at] + dout[i]);
                }
                verdicts.right(situation, "dW", precision.dtype(), precision.dtype(), added);
                double[] last = added.clone();
                for (int i = 0; i < dout.length; i++)
                    last[(int) indices[i / features] * features + i % features] = dout[i];
                verdicts.wrong(situation, "dW", "the last only", precision.dtype(), Planted.A_SLIP, last);
                double[] one = added.clone();
                one[seed] *= 1.02;
                verdicts.wrong(situation, "dW", "two percent", precision.dtype(), Planted.NOTHING, one);
            }
        }
        verdicts.conclude(12);
    }

    /** A batch of equal examples: the gradient of the bias is a sum of two or three numbers, many times each. */
    @Test
    void equalExamplesAreRoundedAlike() {
        Verdicts verdicts = new Verdicts("equal examples");
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(640 + seed);
            int rows = 64, classes = 4;
            double[] scores = random.doubles(classes, -2, 2).toArray(), labels = new double[rows];
            for (int row = 0; row < rows; row++) labels[row] = random.nextInt(classes);
            for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT16)) {
                Plain in = new Plain(precision, Order.FORWARD);
                Matrix row = in.rounded(new Matrix(1, classes, scores)), p = in.softmax(row);
                double[] all = new double[rows * classes], db = new double[classes];
                for (int i = 0; i < all.length; i++) all[i] = row.data()[i % classes];
                Situation situation = new Situation(
                        "equal examples, " + seed,
                        Situation.define(
                                "X N C, b C, y N below C",
                                "loss",
                                "s = X + b",
                                "loss = -np.mean(log_softmax(s, axis=1)[np.arange(N), y])"),
                        Map.of(
                                "X", new Tensor(new int[] {rows, classes}, all),
                                "b", Tensor.vector(new double[classes]),
                                "y", Tensor.vector(labels)),
                        Map.of());
                for (int i = 0; i < all.length; i++) {
                    int at = i % classes;
                    double ds = precision.round(p.data()[at] - (labels[i / classes] == at ? 1 : 0));
                    db[at] = precision.round(db[at] + precision.round(ds / rows));
                }
                verdicts.right(situation, "db", precision.dtype(), precision.dtype(), db);
                double[] wrong = db.clone();
                wrong[0] += 0.1;
                verdicts.wrong(situation, "db", "one a tenth more", precision.dtype(), Planted.NOTHING, wrong);
            }
        }
        verdicts.conclude(40);
    }

    /** A constant column ahead of a normalization: what scales it has the gradient 0, however the mean is added up. */
    @Test
    void theScaleOfAConstantColumnHasNoGradient() {
        Verdicts verdicts = new Verdicts("scales of constant columns");
        for (int rows : new int[] {16, 64, 100, 200}) {
            for (double constant : new double[] {0.05, 0.33, 0.7, 1.1, 2.7}) {
                Draw draw = new Draw(660 + rows);
                double[] x = new double[rows], up = draw.matrix(rows, 1).data();
                Arrays.fill(x, constant);
                Situation situation = new Situation(
                        rows + " rows of " + constant,
                        Verdicts.catalogued("batchnorm"),
                        Map.of(
                                "X", new Tensor(new int[] {rows, 1}, x),
                                "gamma", Tensor.vector(1.5),
                                "beta", Tensor.vector(0.25)),
                        Map.of("out", new Tensor(new int[] {rows, 1}, up)));
                verdicts.right(situation, "dgamma", "zero", 0);
                double mean = 0, added = 0;
                for (double entry : x) mean += entry / rows;
                for (int i = 0; i < rows; i++) added += up[i] * (constant - mean) / Math.sqrt(1e-5);
                verdicts.right(situation, "dgamma", "as added up", added);
                verdicts.wrong(situation, "dgamma", "a number", Planted.NOTHING, 1e-6);
            }
        }
        verdicts.conclude(40);
    }
}
