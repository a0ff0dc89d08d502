package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.grade.Plain.Matrix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Situations that several tests look at. */
final class Situations {
    private Situations() {}

    /** Every function of the catalogue at random inputs. */
    static List<Situation> catalogue(int seeds) {
        List<Situation> situations = new ArrayList<>();
        Verdicts.CATALOGUE.entries().forEach((name, entry) -> {
            for (int seed = 0; seed < seeds; seed++) {
                FunctionDefinition function = entry.function();
                Map<String, Integer> sizes = RandomInputs.sizes(function, Map.of());
                RandomInputs.Drawn drawn = Verdicts.RANDOM.draw(function, sizes, 100 + seed);
                situations.add(new Situation(name + " " + seed, function, drawn.inputs(), drawn.upstream()));
            }
        });
        return situations;
    }

    // units of a millionth, of a dollar, of a metre, and a time stamp in seconds
    private static final double[] SCALES = {1e-6, 1, 1e3, 1e9};

    // columns of four scales, an entry of 0 in each row but the last
    private static Matrix features(Draw draw) {
        Matrix x = draw.matrix(4, 4);
        for (int i = 0; i < 4; i++) for (int j = 0; j < 4; j++) x.data()[i * 4 + j] *= i == j && i < 3 ? 0 : SCALES[j];
        return x;
    }

    /** Weights that bring every feature to about 1. */
    private static Matrix weights(Draw draw, int columns) {
        Matrix w = draw.matrix(4, columns);
        for (int i = 0; i < w.data().length; i++) w.data()[i] /= SCALES[i / columns];
        return w;
    }

    /** Columns of scales from 1e-6 to 1e9 in one array, masks of -1e4, -1e9 and -1e10 among scores, zeros between. */
    static List<Situation> mixedScale() {
        List<Situation> all = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            Draw draw = new Draw(900 + seed);
            layers(seed, draw, all);
            for (double mask : new double[] {-1e4, -1e9, -1e10}) masked(mask, seed, draw, all);
        }
        return all;
    }

    private static void layers(int seed, Draw draw, List<Situation> all) {
        Tensor x = Draw.tensor(features(draw));
        Map<String, Tensor> softmax = Map.of(
                "X", x,
                "W", Draw.tensor(weights(draw, 3)),
                "b", Draw.tensor(draw.matrix(1, 3)),
                "y", Tensor.vector(draw.labels(4, 3)));
        for (String name : List.of("softmax", "softmax-steps", "softmax-regularized")) {
            Map<String, Tensor> inputs = new HashMap<>(softmax);
            if (name.endsWith("regularized")) inputs.put("reg", Tensor.scalar(0.125));
            all.add(catalogued(name, seed, inputs, Map.of()));
        }
        all.add(catalogued(
                "svm",
                seed,
                Map.of("X", x, "W", Draw.tensor(weights(draw, 3)), "y", Tensor.vector(draw.labels(4, 3))),
                Map.of()));
        all.add(catalogued(
                "affine",
                seed,
                Map.of("X", x, "W", Draw.tensor(weights(draw, 3)), "b", Draw.tensor(draw.matrix(1, 3))),
                Map.of("H", Draw.tensor(draw.matrix(4, 3)))));
        all.add(catalogued(
                "linear-regression",
                seed,
                Map.of(
                        "X", x,
                        "w", Draw.vector(weights(draw, 1)),
                        "b", Tensor.scalar(draw.number()),
                        "y", Tensor.vector(draw.numbers(4))),
                Map.of()));
        all.add(catalogued(
                "ridge",
                seed,
                Map.of(
                        "X", x,
                        "w", Draw.vector(weights(draw, 1)),
                        "y", Tensor.vector(draw.numbers(4)),
                        "reg", Tensor.scalar(1e-3)),
                Map.of()));
        all.add(new Situation(
                "stable logistic with mixed scales " + seed,
                Situation.define(
                        "X N D, w D 1, b, y N 1 below 2",
                        "loss",
                        "s = X @ w + b",
                        "loss = np.mean(np.maximum(s, 0) - s * y + np.log1p(np.exp(-np.abs(s))))"),
                Map.of(
                        "X",
                        x,
                        "w",
                        Draw.tensor(weights(draw, 1)),
                        "b",
                        Tensor.scalar(draw.number()),
                        "y",
                        new Tensor(new int[] {4, 1}, draw.labels(4, 2))),
                Map.of()));
        all.add(catalogued(
                "two-layer-net",
                seed,
                Map.of(
                        "X", x,
                        "W1", Draw.tensor(weights(draw, 3)),
                        "b1", Tensor.vector(draw.numbers(3)),
                        "W2", Draw.tensor(draw.matrix(3, 2)),
                        "b2", Tensor.vector(draw.numbers(2)),
                        "y", Tensor.vector(draw.labels(4, 2))),
                Map.of()));
        for (String name : List.of("batchnorm", "layernorm")) {
            all.add(catalogued(
                    name,
                    seed,
                    Map.of("X", x, "gamma", Tensor.vector(draw.numbers(4)), "beta", Tensor.vector(draw.numbers(4))),
                    Map.of("out", Draw.tensor(draw.matrix(4, 4)))));
        }
    }

    private static void masked(double mask, int seed, Draw draw, List<Situation> all) {
        Matrix m = new Matrix(3, 4, 0, mask, mask, mask, 0, 0, mask, mask, 0, 0, 0, 0);
        all.add(new Situation(
                "attention with masks of " + mask + " " + seed,
                Situation.define(
                        "Q T D, K S D, V S E, M T S",
                        "out",
                        "score = Q @ K.T / np.sqrt(D) + M",
                        "weights = softmax(score, axis=1)",
                        "out = weights @ V"),
                Map.of(
                        "Q", Draw.tensor(draw.matrix(3, 2)),
                        "K", Draw.tensor(draw.matrix(4, 2)),
                        "V", Draw.tensor(draw.matrix(4, 2)),
                        "M", Draw.tensor(m)),
                Map.of("out", Draw.tensor(draw.matrix(3, 2)))));
        Matrix scores = draw.matrix(3, 4);
        for (int i = 0; i < 12; i++) scores.data()[i] += m.data()[i];
        for (String loss : List.of(
                "loss = np.mean(logsumexp(s, axis=1) - s[range(N), y])",
                "loss = -np.mean(log_softmax(s, axis=1)[range(N), y])")) {
            all.add(new Situation(
                    "scores with masks of " + mask + " " + seed + " " + (loss.contains("log_") ? "log_softmax" : ""),
                    Situation.define("s N C, y N below C", "loss", loss),
                    Map.of("s", Draw.tensor(scores), "y", Tensor.vector(0, 1, 2)),
                    Map.of()));
        }
        all.add(new Situation(
                "probabilities of scores with masks of " + mask + " " + seed,
                Situation.define("s N C", "p", "p = softmax(s, axis=1)"),
                Map.of("s", Draw.tensor(scores)),
                Map.of("p", Draw.tensor(draw.matrix(3, 4)))));
    }

    private static Situation catalogued(
            String name, int seed, Map<String, Tensor> inputs, Map<String, Tensor> upstream) {
        return new Situation(name + " with mixed scales " + seed, Verdicts.catalogued(name), inputs, upstream);
    }
}
