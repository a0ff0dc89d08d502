package dev.dscore.calculus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.nd4j.Evaluator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Every row of the table of derivatives against SameDiff, the automatic differentiation that ships with ND4J. */
class SameDiffTests {
    private static final double[] A = new Random(1).doubles(12, 0.3, 1.4).toArray();
    private static final double[] B = new Random(2).doubles(12, 0.3, 1.4).toArray();
    private static final double[] ROW = new Random(3).doubles(4, 0.3, 1.4).toArray();

    interface Other {
        SDVariable out(SameDiff sd, SDVariable a, SDVariable b, SDVariable row);
    }

    record Row(Operation operation, String expression, Other other) {
        @Override
        public String toString() {
            return expression;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row(Operation.NEGATE, "-a", (sd, a, b, row) -> a.neg()),
                new Row(Operation.EXP, "np.exp(a)", (sd, a, b, row) -> sd.math().exp(a)),
                new Row(Operation.LOG, "np.log(a)", (sd, a, b, row) -> sd.math().log(a)),
                new Row(Operation.LOG1P, "np.log1p(a)", (sd, a, b, row) -> sd.math()
                        .log1p(a)),
                new Row(Operation.EXPM1, "np.expm1(a)", (sd, a, b, row) -> sd.math()
                        .expm1(a)),
                // SameDiff's own variance is refuted by finite differences
                new Row(Operation.VAR, "np.var(a, axis=1)", (sd, a, b, row) -> sd.math()
                        .square(a.sub(a.mean(true, 1)))
                        .mean(1)),
                new Row(
                        Operation.STD,
                        "np.std(a, axis=0, ddof=1)",
                        (sd, a, b, row) -> sd.standardDeviation(a, true, 0)),
                // SameDiff's own logSoftmax cannot be derived where an axis is given
                new Row(Operation.LOG_SOFTMAX, "log_softmax(a, axis=1)", (sd, a, b, row) -> sd.math()
                        .log(sd.nn().softmax(a, 1))),
                new Row(Operation.MATVEC, "a @ row.reshape(-1)", (sd, a, b, row) -> a.mmul(sd.transpose(row))
                        .reshape(3)),
                new Row(Operation.VECMAT, "row.reshape(-1) @ a.T", (sd, a, b, row) -> row.mmul(sd.transpose(a))
                        .reshape(3)),
                new Row(Operation.INNER, "row.reshape(-1) @ row.reshape(-1)", (sd, a, b, row) -> row.mmul(
                                sd.transpose(row))
                        .reshape(1)),
                new Row(Operation.OUTER, "np.outer(row.reshape(-1), a.sum(axis=0))", (sd, a, b, row) -> sd.transpose(
                                row)
                        .mmul(a.sum(0).reshape(1, 4))),
                new Row(Operation.SQRT, "np.sqrt(a)", (sd, a, b, row) -> sd.math()
                        .sqrt(a)),
                new Row(Operation.SQUARE, "np.square(a)", (sd, a, b, row) -> sd.math()
                        .square(a)),
                new Row(Operation.ABS, "np.abs(a - 1)", (sd, a, b, row) -> sd.math()
                        .abs(a.sub(1))),
                new Row(Operation.SIGN, "np.sign(a - 1) * a", (sd, a, b, row) -> sd.math()
                        .sign(a.sub(1))
                        .mul(a)),
                new Row(Operation.TANH, "np.tanh(a)", (sd, a, b, row) -> sd.math()
                        .tanh(a)),
                new Row(Operation.SIGMOID, "expit(a)", (sd, a, b, row) -> sd.nn()
                        .sigmoid(a)),
                new Row(Operation.ADD, "a + row", (sd, a, b, row) -> a.add(row)),
                new Row(Operation.SUBTRACT, "row - a", (sd, a, b, row) -> row.sub(a)),
                new Row(Operation.MULTIPLY, "a * row", (sd, a, b, row) -> a.mul(row)),
                new Row(Operation.DIVIDE, "row / a + a / b", (sd, a, b, row) -> row.div(a)
                        .add(a.div(b))),
                new Row(Operation.POWER, "a ** b", (sd, a, b, row) -> sd.math().pow(a, b)),
                new Row(Operation.MAXIMUM, "np.maximum(a, b)", (sd, a, b, row) -> sd.math()
                        .max(a, b)),
                new Row(Operation.MINIMUM, "np.minimum(a, b)", (sd, a, b, row) -> sd.math()
                        .min(a, b)),
                new Row(Operation.LESS, "(a < b) * a", (sd, a, b, row) -> number(a.lt(b))
                        .mul(a)),
                new Row(Operation.LESS_EQUAL, "(a <= b) * a", (sd, a, b, row) -> number(a.lte(b))
                        .mul(a)),
                new Row(Operation.GREATER, "(a > b) * a", (sd, a, b, row) -> number(a.gt(b))
                        .mul(a)),
                new Row(Operation.GREATER_EQUAL, "(a >= b) * a", (sd, a, b, row) -> number(a.gte(b))
                        .mul(a)),
                new Row(Operation.EQUAL, "(a == b) * a", (sd, a, b, row) -> number(a.eq(b))
                        .mul(a)),
                new Row(Operation.NOT_EQUAL, "(a != b) * a", (sd, a, b, row) -> number(a.neq(b))
                        .mul(a)),
                // SameDiff's own where has no gradient
                new Row(Operation.WHERE, "np.where(a > b, a, b * b)", (sd, a, b, row) -> number(a.gt(b))
                        .mul(a)
                        .add(number(a.lte(b)).mul(b).mul(b))),
                new Row(Operation.SUM, "np.sum(a, axis=0)", (sd, a, b, row) -> a.sum(0)),
                new Row(Operation.MEAN, "np.mean(a, axis=1)", (sd, a, b, row) -> a.mean(1)),
                new Row(Operation.MAX, "np.max(a, axis=1)", (sd, a, b, row) -> a.max(1)),
                new Row(Operation.MIN, "np.min(a, axis=0)", (sd, a, b, row) -> a.min(0)),
                // SameDiff's own logSumExp fails in its gradient where an axis is given
                new Row(Operation.LOGSUMEXP, "logsumexp(a, axis=1)", (sd, a, b, row) -> sd.math()
                        .log(sd.math().exp(a).sum(1))),
                new Row(Operation.SOFTMAX, "softmax(a, axis=1)", (sd, a, b, row) -> sd.nn()
                        .softmax(a, 1)),
                // the gradient of SameDiff's own cumsum adds up in the wrong direction
                new Row(
                        Operation.CUMSUM,
                        "np.cumsum(a, axis=1)",
                        (sd, a, b, row) -> a.mmul(sd.constant(Nd4j.create(
                                new double[] {1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1},
                                new long[] {4, 4},
                                'c')))),
                new Row(Operation.FLIP, "np.flip(a, axis=1)", (sd, a, b, row) -> sd.reverse(a, 1)),
                new Row(Operation.MATMUL, "a @ b.T", (sd, a, b, row) -> a.mmul(sd.transpose(b))),
                new Row(Operation.TRANSPOSE, "a.T", (sd, a, b, row) -> sd.transpose(a)),
                new Row(Operation.RESHAPE, "a.reshape(D, N)", (sd, a, b, row) -> a.reshape(4, 3)),
                new Row(Operation.BROADCAST_TO, "np.broadcast_to(row, (N, D)) * a", (sd, a, b, row) -> sd.constant(
                                Nd4j.ones(DataType.DOUBLE, 3, 1))
                        .mmul(row)
                        .mul(a)),
                new Row(Operation.PICK, "a[range(N), y]", (sd, a, b, row) -> a.mul(sd.constant(mask()))
                        .sum(1)),
                new Row(Operation.ONE_HOT, "one_hot(y, D) * a", (sd, a, b, row) -> a.mul(sd.constant(mask()))),
                new Row(Operation.SIN, "np.sin(a)", (sd, a, b, row) -> sd.math().sin(a)),
                new Row(Operation.COS, "np.cos(a)", (sd, a, b, row) -> sd.math().cos(a)),
                new Row(Operation.ARCTAN, "np.arctan(a)", (sd, a, b, row) -> sd.math()
                        .atan(a)),
                new Row(Operation.ERF, "erf(a)", (sd, a, b, row) -> sd.math().erf(a)),
                new Row(Operation.LOGADDEXP, "np.logaddexp(a, b)", (sd, a, b, row) -> sd.math()
                        .log(sd.math().exp(a).add(sd.math().exp(b)))),
                new Row(Operation.PART, "a[0] * a", (sd, a, b, row) -> sd.slice(a, new int[] {0, 0}, 1, 4)
                        .mul(a)),
                new Row(
                        Operation.PLACE,
                        "np.concatenate([a, row, b], axis=0)",
                        (sd, a, b, row) -> sd.concat(0, a, row, b)),
                new Row(
                        Operation.TAKE,
                        "a[:, y]",
                        // SameDiff's own gather has no gradient that fits
                        (sd, a, b, row) -> a.mmul(sd.transpose(sd.constant(mask())))),
                new Row(Operation.ADD_AT, "np.zeros((D, D))\nnp.add.at(out, y, a)", (sd, a, b, row) -> sd.transpose(
                                sd.constant(mask()))
                        .mmul(a)),
                new Row(
                        Operation.ARANGE,
                        "np.arange(D) * a",
                        (sd, a, b, row) -> a.mul(sd.constant(Nd4j.createFromArray(new double[] {0, 1, 2, 3})))),
                new Row(Operation.EINSUM, "np.einsum('nd,nd->n', a, b)", (sd, a, b, row) -> a.mul(b)
                        .sum(1)));
    }

    private static SDVariable number(SDVariable truth) {
        return truth.castTo(DataType.DOUBLE);
    }

    private static org.nd4j.linalg.api.ndarray.INDArray mask() {
        return Nd4j.create(new double[] {0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1}, new long[] {3, 4}, 'c');
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aRuleGivesWhatSameDiffGives(Row row) {
        List<Declaration> inputs = List.of(
                new Declaration("a", Shape.parse("N D"), Optional.empty(), Optional.empty()),
                new Declaration("b", Shape.parse("N D"), Optional.empty(), Optional.empty()),
                new Declaration("row", Shape.parse("1 D"), Optional.empty(), Optional.empty()),
                new Declaration("y", Shape.parse("N"), Optional.of(Size.of("D")), Optional.empty()));
        FunctionDefinition function =
                Functions.of(inputs, "out = " + row.expression + "\nloss = np.sum(out * out * out)", "loss");
        Inputs values = new Inputs(
                Map.of(
                        "a", new Tensor(new int[] {3, 4}, A),
                        "b", new Tensor(new int[] {3, 4}, B),
                        "row", new Tensor(new int[] {1, 4}, ROW),
                        "y", Tensor.vector(2, 0, 3)),
                Map.of("N", 3, "D", 4));
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), List.of("a", "b", "row"), Allowance.UNLIMITED);

        SameDiff sd = SameDiff.create();
        SDVariable a = sd.var("a", Nd4j.create(A, new long[] {3, 4}, 'c'));
        SDVariable b = sd.var("b", Nd4j.create(B, new long[] {3, 4}, 'c'));
        SDVariable r = sd.var("row", Nd4j.create(ROW, new long[] {1, 4}, 'c'));
        SDVariable out = row.other.out(sd, a, b, r);
        // b and row take part with weight zero, so that SameDiff has a gradient for each
        SDVariable loss = out.mul(out)
                .mul(out)
                .sum()
                .add(b.sum().mul(0))
                .add(r.sum().mul(0))
                .add(a.sum().mul(0));
        loss.markAsLoss();
        var theirs = sd.calculateGradients(Map.of(), "a", "b", "row");

        for (String name : List.of("a", "b", "row")) {
            Node node = backward.names().get("d" + name);
            double[] ours = node == null
                    ? new double[theirs.get(name).data().asDouble().length]
                    : new Evaluator()
                            .evaluate(backward, values, List.of(node))
                            .get(node)
                            .data();
            double[] expected = theirs.get(name).dup('c').data().asDouble();
            for (int i = 0; i < expected.length; i++) assertThat(ours[i]).isEqualTo(expected[i], within(1e-12));
        }
    }

    @Test
    void everyOperationHasARow() {
        Set<Operation> covered = rows().map(Row::operation).collect(Collectors.toSet());
        assertThat(covered).isEqualTo(EnumSet.allOf(Operation.class));
    }
}
