package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** For each operation small programs that use it, with inputs away from its kinks. */
public final class Samples {
    static final Map<String, Integer> LENGTHS = Map.of("N", 3, "D", 4, "C", 5);

    /** @param expression in a (N D), b (N D), row (1 D), column (N 1), m (D C), y (N) of integers below D */
    public record Sample(Operation operation, String expression) {
        public FunctionDefinition function() {
            return function(LENGTHS);
        }

        /** For all lengths where that is possible, else for these. */
        public FunctionDefinition function(Map<String, Integer> lengths) {
            List<Declaration> inputs = List.of(
                    real("a", "N D"),
                    real("b", "N D"),
                    real("row", "1 D"),
                    real("column", "N 1"),
                    real("m", "D C"),
                    new Declaration("y", Shape.parse("N"), Optional.of(Size.of("D")), Optional.empty()));
            // weighted, so that no two entries of the result count alike
            String code = "out = " + expression + "\nloss = np.sum(out * np.exp(0.1 * out) * (1 + out ** 2))";
            return Functions.of(inputs, code, "loss", lengths);
        }

        private static Declaration real(String name, String shape) {
            return new Declaration(name, Shape.parse(shape), Optional.empty(), Optional.empty());
        }

        @Override
        public String toString() {
            return expression;
        }
    }

    private Samples() {}

    static Inputs inputs() {
        return inputs(LENGTHS);
    }

    /** @param axes the lengths of N, D and C */
    public static Inputs inputs(Map<String, Integer> axes) {
        Random random = new Random(42);
        Map<String, Tensor> tensors = new HashMap<>();
        Map.of("a", "N D", "b", "N D", "row", "1 D", "column", "N 1", "m", "D C")
                .forEach((name, shape) -> {
                    int[] lengths = Shape.parse(shape).in(axes);
                    random.setSeed(name.hashCode());
                    tensors.put(
                            name,
                            new Tensor(
                                    lengths,
                                    random.doubles(Tensor.count(lengths), 0.3, 1.4)
                                            .toArray()));
                });
        double[] labels = new double[axes.get("N")];
        for (int i = 0; i < labels.length; i++) labels[i] = (2 + 2 * i) % axes.get("D");
        tensors.put("y", Tensor.vector(labels));
        return new Inputs(tensors, axes);
    }

    public static Stream<Sample> all() {
        return Stream.of(Operation.values())
                .flatMap(operation -> expressions(operation).map(expression -> new Sample(operation, expression)));
    }

    private static Stream<String> expressions(Operation operation) {
        return switch (operation) {
            case NEGATE -> Stream.of("-a");
            case EXP -> Stream.of("np.exp(a)", "np.exp(-3 * a)");
            case LOG -> Stream.of("np.log(a)");
            case LOG1P -> Stream.of("np.log1p(a)");
            case EXPM1 -> Stream.of("np.expm1(a)", "np.expm1(-a)");
            case SQRT -> Stream.of("np.sqrt(a)");
            case SQUARE -> Stream.of("np.square(a - 1)");
            case ABS -> Stream.of("np.abs(a - 1)");
            case SIGN -> Stream.of("np.sign(a - 1) * a");
            case TANH -> Stream.of("np.tanh(a)", "np.tanh(1 - 2 * a)");
            case SIGMOID -> Stream.of("expit(a)", "expit(4 - 9 * a)");
            case SIN -> Stream.of("np.sin(a)", "np.sin(3 * a) * b");
            case COS -> Stream.of("np.cos(a)", "np.cos(2 - 5 * a)");
            case ARCTAN -> Stream.of("np.arctan(a)", "np.arctan(1 - 4 * a)");
            case ERF -> Stream.of("erf(a)", "erf(2 - 3 * a)");
            case LOGADDEXP -> Stream.of("np.logaddexp(a, b)", "np.logaddexp(0, row)", "np.logaddexp(3 * a, column)");
            case ADD -> Stream.of("a + b", "a + row", "column + a", "row + column", "a + 2");
            case SUBTRACT -> Stream.of("a - b", "row - a", "a - column", "1 - a");
            case MULTIPLY -> Stream.of("a * b", "a * row", "column * row", "a * a", "2 * a");
            case DIVIDE -> Stream.of("a / b", "a / row", "column / a", "1 / a", "a / (a + b)", "a / N");
            case POWER -> Stream.of("a ** 3", "a ** 0.5", "a ** b", "2 ** a", "a ** -row", "a ** 2");
            case MAXIMUM ->
                Stream.of(
                        "np.maximum(a, b)",
                        "np.maximum(a, 1)",
                        "np.maximum(row, column)",
                        "np.maximum(a, b) + row * np.abs(b - a)");
            case MINIMUM ->
                Stream.of("np.minimum(a, b)", "np.minimum(0.9, a)", "row * np.maximum(a, b) - np.minimum(b, a)");
            case LESS -> Stream.of("(a < b) * a");
            case LESS_EQUAL -> Stream.of("(a <= b) * a");
            case GREATER -> Stream.of("(a > row) * a");
            case GREATER_EQUAL -> Stream.of("(a >= column) * a");
            case EQUAL -> Stream.of("(a == b) + (a == a) * a");
            case NOT_EQUAL -> Stream.of("(a != b) * a");
            case WHERE -> Stream.of("np.where(a > b, a * a, row)", "np.where(column > 0.8, a, b)");
            case SUM ->
                Stream.of("np.sum(a)", "a.sum(axis=0)", "a.sum(axis=1, keepdims=True) * a", "np.sum(a, axis=(0, 1))");
            case MEAN ->
                Stream.of("np.mean(a)", "a.mean(axis=1)", "a - a.mean(axis=0)", "a.mean(axis=0, keepdims=True)");
            case MAX -> Stream.of("np.max(a)", "a.max(axis=1)", "a - a.max(axis=0, keepdims=True)");
            case MIN -> Stream.of("np.min(a)", "a.min(axis=1, keepdims=True) * b");
            case VAR ->
                Stream.of(
                        "np.var(a)", "a.var(axis=0)", "a - np.var(a, axis=1, keepdims=True)", "a.var(axis=0, ddof=1)");
            case STD -> Stream.of("np.std(a)", "a / a.std(axis=0)", "a.std(axis=1, keepdims=True, ddof=1) * b");
            case LOG_SOFTMAX -> Stream.of("log_softmax(a)", "log_softmax(a, axis=1)", "log_softmax(a, axis=0) * b");
            case MATVEC -> Stream.of("a @ row.reshape(-1)", "a.T @ column.reshape(-1)");
            case VECMAT -> Stream.of("row.reshape(-1) @ m", "column.reshape(-1) @ a");
            case INNER -> Stream.of("row.reshape(-1) @ row.reshape(-1)", "np.sum(a, axis=0) @ row.reshape(-1)");
            case OUTER ->
                Stream.of("np.outer(row.reshape(-1), column.reshape(-1))", "np.outer(a.sum(axis=0), b.sum(axis=0))");
            case LOGSUMEXP ->
                Stream.of("logsumexp(a)", "logsumexp(a, axis=1)", "a - logsumexp(a, axis=0, keepdims=True)");
            case SOFTMAX -> Stream.of("softmax(a)", "softmax(a, axis=1)", "softmax(a, axis=0) * b");
            case CUMSUM ->
                Stream.of(
                        "np.cumsum(a, axis=0)",
                        "a.cumsum(axis=1) * b",
                        "np.cumsum(np.sum(a, axis=0))",
                        "np.cumsum(np.broadcast_to(a, (2, N, D)), axis=1)");
            case FLIP ->
                Stream.of(
                        "np.flip(a)",
                        "np.flip(a, axis=0) * b",
                        "np.flip(row.reshape(-1)) @ m",
                        "np.flip(a, (0, 1)) - a");
            case MATMUL -> Stream.of("a @ m", "a.dot(m)", "a.T @ b", "a @ a.T", "m.T @ a.T");
            case TRANSPOSE -> Stream.of("a.T", "np.transpose(a)", "a.T * 2 + b.T", "np.transpose(a, (1, 0))");
            case RESHAPE ->
                Stream.of("a.reshape(N * D)", "a.reshape(D, N)", "np.reshape(a, (1, N, D))", "row.reshape(-1)");
            case BROADCAST_TO -> Stream.of("np.broadcast_to(row, (N, D))", "np.broadcast_to(a, (2, N, D))");
            case PICK -> Stream.of("a[range(N), y]", "(a @ a.T @ b)[range(N), y]");
            case ONE_HOT -> Stream.of("one_hot(y, D) * a");
            case PART ->
                Stream.of(
                        "a[0]",
                        "a[:, -1] * column[:, 0]",
                        "np.split(m @ m.T, 2, axis=1)[1] * m[:, :1]",
                        "np.flip(m, 0)[:, 1:4] * m[:, :5:2]",
                        "m[3::-2] * m[2:0:-1]",
                        "(a.T @ a)[1:3, 2] * m[0, 4]");
            case PLACE ->
                Stream.of(
                        "np.concatenate([a, b * b], axis=1)",
                        "np.concatenate([a, row, b], axis=0) * 2",
                        "np.stack([a, b], axis=1) * a[:, None]",
                        "np.pad(a, ((1, 0), (0, 2))) @ np.pad(m, ((0, 2), (0, 0)))",
                        "np.vstack([row, row * row])");
            case TAKE ->
                Stream.of(
                        "m[y]",
                        "a[:, y] * a[:, y - 1]",
                        "(a.T @ a)[y, np.arange(N)] * m[y, y]",
                        "m[np.stack([y, y])[:, :, None], np.arange(2)]",
                        "np.lib.stride_tricks.sliding_window_view(m, (2, 3))");
            case ADD_AT ->
                Stream.of("np.zeros((D, D))\nnp.add.at(out, y, a)", "m * 1\nnp.add.at(out, (slice(None), y), a.T)");
            case ARANGE -> Stream.of("np.arange(D) * a", "(np.arange(N)[:, None] >= np.arange(D) - 1) * a");
            case EINSUM ->
                Stream.of(
                        "np.einsum('nd,dc->nc', a, m)",
                        "np.einsum('nd,nd->n', a, b)",
                        "np.einsum('nd,ne->nde', a, b)",
                        "np.einsum('nd,dc->cd', a, m)",
                        "np.einsum('nd,dc,nd->c', a, m, b)",
                        "(a[:, :, None] * b[:, None]) @ m",
                        "(a[:, :, None] * b[:, None]) @ (b[:, :, None] * a[:, None])",
                        "np.tensordot(a, m, 1)");
        };
    }
}
