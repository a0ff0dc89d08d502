package dev.dscore.calculus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Subscripts;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.PlainEvaluator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The gradients of every function of the catalogue against SameDiff's, at random inputs. */
class SameDiffCatalogueTests {
    private static final Catalogue CATALOGUE = new Catalogue();

    static Stream<String> names() {
        return CATALOGUE.entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void theGradientsAreThoseOfSameDiff(String name) {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        Evaluator evaluator = new Evaluator();
        RandomInputs.Drawn drawn =
                new RandomInputs(evaluator).draw(function, RandomInputs.sizes(function, Map.of()), 7);
        Map<String, Tensor> tensors = new HashMap<>(drawn.inputs());
        drawn.upstream().forEach((output, tensor) -> tensors.put("d" + output, tensor));
        Inputs inputs = new Inputs(tensors, drawn.sizes());

        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), function.differentiable(), Allowance.UNLIMITED);
        Translation translation = new Translation(function.graph(), inputs, function.differentiable());
        SDVariable loss = translation.of(function.objective());
        loss.sum().markAsLoss();
        Map<String, INDArray> theirs = translation.sd.calculateGradients(
                Map.of(), function.differentiable().toArray(new String[0]));

        for (String input : function.differentiable()) {
            Node gradient = backward.named("d" + input);
            double[] ours = evaluator
                    .evaluate(backward, inputs, List.of(gradient))
                    .get(gradient)
                    .data();
            double[] expected = theirs.get(input).dup('c').data().asDouble();
            assertThat(ours).hasSameSizeAs(expected);
            for (int i = 0; i < ours.length; i++) assertThat(ours[i]).isEqualTo(expected[i], within(1e-11));
        }
    }

    /** A forward graph in SameDiff's plainest operations; those whose own gradients fail there are taken apart. */
    private static final class Translation {
        private final SameDiff sd = SameDiff.create();
        private final Map<Node, SDVariable> done = new HashMap<>();
        private final Graph graph;
        private final Inputs inputs;
        private final List<String> variables;

        Translation(Graph graph, Inputs inputs, List<String> variables) {
            this.graph = graph;
            this.inputs = inputs;
            this.variables = variables;
        }

        SDVariable of(Node node) {
            SDVariable known = done.get(node);
            if (known != null) return known;
            SDVariable made = make(node);
            done.put(node, made);
            return made;
        }

        private SDVariable make(Node node) {
            long[] shape = shape(node);
            if (node instanceof Node.Constant constant) return constant(constant.value());
            if (node instanceof Node.AxisSize size) return constant(size.size().in(inputs.lengths()));
            if (node instanceof Node.Input input) {
                INDArray array = Nd4j.create(inputs.tensors().get(input.name()).data(), shape, 'c');
                return variables.contains(input.name()) ? sd.var(input.name(), array) : sd.constant(array);
            }
            Node.Apply apply = (Node.Apply) node;
            if (apply.holdsIndices()) {
                double[] numbers = PlainEvaluator.evaluate(graph, inputs, apply, Allowance.UNLIMITED)
                        .data();
                return sd.constant(Nd4j.create(numbers, shape, 'c'));
            }
            SDVariable a = of(apply.argument());
            int[] axes = apply.attributes().axes().stream()
                    .mapToInt(Integer::intValue)
                    .toArray();
            return switch (apply.operation()) {
                case NEGATE -> a.neg();
                case EXP -> sd.math().exp(a);
                case LOG -> sd.math().log(a);
                case LOG1P -> sd.math().log1p(a);
                case SQRT -> sd.math().sqrt(a);
                case ABS -> sd.math().abs(a);
                case TANH -> sd.math().tanh(a);
                case SIGMOID -> sd.nn().sigmoid(a);
                case ADD -> ranked(apply, 0).add(ranked(apply, 1));
                case SUBTRACT -> ranked(apply, 0).sub(ranked(apply, 1));
                case MULTIPLY -> ranked(apply, 0).mul(ranked(apply, 1));
                // its own div by a single number has a wrong gradient for that number
                case DIVIDE -> ranked(apply, 0).mul(sd.math().reciprocal(ranked(apply, 1)));
                case POWER ->
                    sd.math().pow(a, ((Node.Constant) apply.arguments().get(1)).value());
                case EXPM1 -> sd.math().expm1(a);
                case SQUARE -> a.mul(a);
                case LOGADDEXP ->
                    sd.math()
                            .log(sd.math()
                                    .exp(stretched(apply, 0))
                                    .add(sd.math().exp(stretched(apply, 1))));
                case LESS_EQUAL -> number(stretched(apply, 0).lte(stretched(apply, 1)));
                case GREATER -> number(stretched(apply, 0).gt(stretched(apply, 1)));
                case GREATER_EQUAL -> number(stretched(apply, 0).gte(stretched(apply, 1)));
                case BROADCAST_TO -> stretched(apply, 0);
                case MAX -> a.max(true, axes).reshape(shape);
                // its own variance is refuted by finite differences
                case VAR -> {
                    SDVariable deviation = a.sub(a.mean(true, axes));
                    yield deviation.mul(deviation).mean(true, axes).reshape(shape);
                }
                case PART, PLACE, TAKE, ARANGE -> linear(apply);
                case EINSUM -> einsum(apply, Subscripts.parse(apply.attributes().subscripts()));
                case MAXIMUM -> {
                    SDVariable x = stretched(apply, 0), y = stretched(apply, 1);
                    yield number(x.gt(y)).mul(x).add(number(x.lte(y)).mul(y));
                }
                case WHERE -> {
                    SDVariable chosen = stretched(apply, 0);
                    SDVariable yes = stretched(apply, 1), no = stretched(apply, 2);
                    yield chosen.mul(yes).add(chosen.rsub(1).mul(no));
                }
                case SUM -> a.sum(true, axes).reshape(shape);
                case MEAN -> a.mean(true, axes).reshape(shape);
                case LOGSUMEXP -> logSumExp(a, axes).reshape(shape);
                case LOG_SOFTMAX -> a.sub(logSumExp(a, axes));
                case SOFTMAX -> sd.math().exp(a.sub(logSumExp(a, axes)));
                case MATMUL -> a.mmul(of(apply.arguments().get(1)));
                case MATVEC ->
                    a.mmul(of(apply.arguments().get(1)).reshape(-1, 1)).reshape(shape);
                case TRANSPOSE -> axes.length == 2 ? sd.transpose(a) : linear(apply);
                case RESHAPE -> a.reshape(shape);
                case PICK ->
                    a.mul(sd.constant(oneHot(apply.arguments().get(1), (int) shape(apply.argument())[1])))
                            .sum(true, 1)
                            .reshape(shape);
                case ONE_HOT -> sd.constant(oneHot(apply.argument(), (int) shape[shape.length - 1]));
                default -> throw new IllegalArgumentException("not translated: " + apply.operation());
            };
        }

        // a matrix of 0 and 1 on all entries: of each unit array what becomes of it
        private SDVariable linear(Node.Apply apply) {
            SDVariable sum = null;
            for (Node argument : apply.arguments()) {
                if (argument.holdsIndices() && argument != apply.argument()) continue;
                int[] own = argument.shape().in(inputs.lengths());
                int size = Tensor.count(own),
                        results = Tensor.count(apply.shape().in(inputs.lengths()));
                double[] matrix = new double[results * size];
                for (int i = 0; i < size; i++) {
                    Map<Node, Tensor> given = new HashMap<>();
                    for (Node other : apply.arguments()) {
                        int[] shape = other.shape().in(inputs.lengths());
                        if (!other.holdsIndices()) given.put(other, new Tensor(shape, new double[Tensor.count(shape)]));
                    }
                    double[] unit = new double[size];
                    unit[i] = 1;
                    given.put(argument, new Tensor(own, unit));
                    double[] column = PlainEvaluator.evaluate(
                                    graph, inputs, List.of((Node) apply), given, Allowance.UNLIMITED)
                            .get(apply)
                            .data();
                    for (int j = 0; j < results; j++) matrix[j * size + i] = column[j];
                }
                SDVariable part = sd.constant(Nd4j.create(matrix, new long[] {results, size}, 'c'))
                        .mmul(of(argument).reshape(size, 1));
                sum = sum == null ? part : sum.add(part);
            }
            return sum.reshape(shape(apply));
        }

        // products for every setting of all letters, and their sums
        private SDVariable einsum(Node.Apply apply, Subscripts subscripts) {
            String all = subscripts.result() + subscripts.summed();
            int[] lengths = new int[all.length()];
            for (int i = 0; i < lengths.length; i++) {
                int inLeft = subscripts.left().indexOf(all.charAt(i));
                Node of = apply.arguments().get(inLeft >= 0 ? 0 : 1);
                int axis = inLeft >= 0 ? inLeft : subscripts.right().indexOf(all.charAt(i));
                lengths[i] = (int) of.shape().size(axis).in(inputs.lengths());
            }
            SDVariable left = spread(apply.arguments().get(0), subscripts.left(), all, lengths);
            SDVariable right = spread(apply.arguments().get(1), subscripts.right(), all, lengths);
            int rows = Tensor.count(apply.shape().in(inputs.lengths()));
            return left.mul(right)
                    .reshape(rows, Tensor.count(lengths) / rows)
                    .sum(1)
                    .reshape(shape(apply));
        }

        private SDVariable spread(Node node, String own, String all, int[] lengths) {
            int size = Tensor.count(node.shape().in(inputs.lengths())), count = Tensor.count(lengths);
            double[] matrix = new double[count * size];
            for (int i = 0; i < count; i++) {
                int rest = i;
                int[] index = new int[lengths.length];
                for (int axis = index.length - 1; axis >= 0; axis--) {
                    index[axis] = rest % lengths[axis];
                    rest /= lengths[axis];
                }
                int place = 0;
                for (char letter : own.toCharArray())
                    place = place * lengths[all.indexOf(letter)] + index[all.indexOf(letter)];
                matrix[i * size + place] = 1;
            }
            return sd.constant(Nd4j.create(matrix, new long[] {count, size}, 'c'))
                    .mmul(of(node).reshape(size, 1));
        }

        private SDVariable logSumExp(SDVariable a, int[] axes) {
            return sd.math().log(sd.math().exp(a).sum(true, axes));
        }

        private INDArray oneHot(Node indices, int width) {
            double[] columns = PlainEvaluator.evaluate(graph, inputs, indices, Allowance.UNLIMITED)
                    .data();
            double[] data = new double[columns.length * width];
            for (int row = 0; row < columns.length; row++) data[row * width + (int) columns[row]] = 1;
            return Nd4j.create(data, new long[] {columns.length, width}, 'c');
        }

        private SDVariable constant(double value) {
            return sd.constant(Nd4j.create(new double[] {value}, new long[] {1}, 'c'));
        }

        private static SDVariable number(SDVariable truth) {
            return truth.castTo(DataType.DOUBLE);
        }

        // leading axes of length 1, since SameDiff broadcasts equal ranks only
        private SDVariable ranked(Node.Apply apply, int index) {
            Node argument = apply.arguments().get(index);
            long[] own = shape(argument), full = shape(apply);
            long[] padded = new long[full.length];
            Arrays.fill(padded, 1);
            System.arraycopy(own, 0, padded, full.length - own.length, own.length);
            return own.length == full.length ? of(argument) : of(argument).reshape(padded);
        }

        private SDVariable stretched(Node.Apply apply, int index) {
            return ranked(apply, index).add(sd.constant(Nd4j.zeros(DataType.DOUBLE, shape(apply))));
        }

        private long[] shape(Node node) {
            int[] shape = node.shape().in(inputs.lengths());
            return shape.length == 0
                    ? new long[] {1}
                    : Arrays.stream(shape).asLongStream().toArray();
        }
    }
}
