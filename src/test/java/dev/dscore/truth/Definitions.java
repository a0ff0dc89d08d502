package dev.dscore.truth;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Section;
import dev.dscore.graph.Subscripts;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What each operation of a forward graph means, straight from its definition; shares nothing with dscore's kernels. */
final class Definitions {
    private final Arithmetic in;

    Definitions(Arithmetic arithmetic) {
        this.in = arithmetic;
    }

    /**
     * @param shape of the result
     * @param lengths of axes by name
     */
    Array apply(Node.Apply node, int[] shape, List<Array> arguments, Map<String, Integer> lengths) {
        Array a = arguments.get(0);
        List<Integer> axes = node.attributes().axes();
        Operation operation = node.operation();
        return switch (operation) {
            case SUM -> new Array(shape, reduced(a, axes, Real.ZERO, in::add));
            case MEAN -> new Array(shape, means(a, axes, 0));
            case MAX -> new Array(shape, reduced(a, axes, Real.MINUS_INFINITY, in::max));
            case MIN -> new Array(shape, reduced(a, axes, Real.INFINITY, this::min));
            case VAR -> new Array(shape, variances(a, axes, node.attributes().ddof()));
            case STD ->
                new Array(
                        shape,
                        Arrays.stream(variances(a, axes, node.attributes().ddof()))
                                .map(in::sqrt)
                                .toArray(Real[]::new));
            case LOGSUMEXP -> new Array(shape, logsumexp(a, axes));
            case SOFTMAX -> softmax(a, axes);
            case LOG_SOFTMAX -> logSoftmax(a, axes);
            case CUMSUM -> cumsum(a, axes.get(0));
            case FLIP -> flip(a, axes);
            case MATMUL -> product(a, arguments.get(1), shape, a.shape()[1]);
            case MATVEC, INNER ->
                product(a, arguments.get(1), shape, arguments.get(1).size());
            case VECMAT -> product(a, arguments.get(1), shape, a.size());
            case OUTER -> product(a, arguments.get(1), shape, 1);
            case TRANSPOSE -> a.transposed(shape, axes);
            case RESHAPE -> new Array(shape, a.data());
            case BROADCAST_TO -> a.stretched(shape);
            case PICK -> picked(a, arguments.get(1), shape);
            case ONE_HOT -> oneHot(a, shape);
            case PART -> new Array(shape, chosen(a, shape, node.attributes().section(), lengths));
            case PLACE -> placed(a, arguments.get(1), node.attributes().section(), lengths);
            case TAKE -> taken(a, arguments.get(1), axes.get(0), shape);
            case ADD_AT -> addedAt(a, arguments.get(1), axes.get(0), shape);
            case ARANGE -> {
                Array range = Array.zeros(shape);
                for (int i = 0; i < range.size(); i++) range.data()[i] = in.add(a.data()[0], Real.of(i));
                yield range;
            }
            case EINSUM ->
                einsum(a, arguments.get(1), Subscripts.parse(node.attributes().subscripts()), shape);
            default -> elementwise(operation, shape, arguments);
        };
    }

    // of each entry of what is chosen, its index in the whole
    private static int[] chosenIndex(int[] index, Section section, Map<String, Integer> lengths) {
        int[] whole = new int[section.runs().size()];
        int next = 0;
        for (int axis = 0; axis < whole.length; axis++) {
            Section.Run run = section.runs().get(axis);
            int place = run.drops() ? 0 : index[next++];
            whole[axis] = (int) (run.start().in(lengths) + run.step() * place);
        }
        return whole;
    }

    private static Real[] chosen(Array a, int[] shape, Section section, Map<String, Integer> lengths) {
        Real[] chosen = new Real[Array.zeros(shape).size()];
        for (int i = 0; i < chosen.length; i++)
            chosen[i] = a.data()[position(chosenIndex(index(i, shape), section, lengths), a.shape())];
        return chosen;
    }

    private static Array placed(Array whole, Array part, Section section, Map<String, Integer> lengths) {
        Array placed = new Array(whole.shape(), whole.data().clone());
        for (int i = 0; i < part.size(); i++)
            placed.data()[position(chosenIndex(index(i, part.shape()), section, lengths), whole.shape())] =
                    part.data()[i];
        return placed;
    }

    private static Array taken(Array a, Array indices, int axis, int[] shape) {
        Array taken = Array.zeros(shape);
        for (int i = 0; i < taken.size(); i++)
            taken.data()[i] = a.data()[source(index(i, shape), a.shape(), indices, axis)];
        return taken;
    }

    private Array addedAt(Array a, Array indices, int axis, int[] shape) {
        Array sum = Array.zeros(shape);
        for (int i = 0; i < a.size(); i++) {
            int to = source(index(i, a.shape()), shape, indices, axis);
            sum.data()[to] = in.add(sum.data()[to], a.data()[i]);
        }
        return sum;
    }

    private static int source(int[] index, int[] shape, Array indices, int axis) {
        int rank = indices.shape().length;
        int[] own = Arrays.copyOfRange(index, axis, axis + rank), source = new int[shape.length];
        System.arraycopy(index, 0, source, 0, axis);
        source[axis] = column(indices, position(own, indices.shape()), shape[axis]);
        System.arraycopy(index, axis + rank, source, axis + 1, shape.length - axis - 1);
        return position(source, shape);
    }

    // for every setting of all letters, a product
    private Array einsum(Array a, Array b, Subscripts subscripts, int[] shape) {
        String letters = subscripts.result() + subscripts.summed();
        int[] lengths = new int[letters.length()];
        for (int i = 0; i < lengths.length; i++) {
            int inA = subscripts.left().indexOf(letters.charAt(i)),
                    inB = subscripts.right().indexOf(letters.charAt(i));
            lengths[i] = inA >= 0 ? a.shape()[inA] : b.shape()[inB];
        }
        Array sum = Array.zeros(shape);
        for (int i = 0; i < Array.zeros(lengths).size(); i++) {
            int[] setting = index(i, lengths);
            Real x = a.data()[position(of(subscripts.left(), letters, setting), a.shape())];
            Real y = b.data()[position(of(subscripts.right(), letters, setting), b.shape())];
            int to = position(of(subscripts.result(), letters, setting), shape);
            sum.data()[to] = in.add(sum.data()[to], in.multiply(x, y));
        }
        return sum;
    }

    private static int[] of(String own, String letters, int[] setting) {
        return own.chars().map(letter -> setting[letters.indexOf(letter)]).toArray();
    }

    private Array cumsum(Array a, int axis) {
        Array result = Array.zeros(a.shape());
        for (int i = 0; i < a.size(); i++) {
            int[] index = index(i, a.shape());
            Real sum = Real.ZERO;
            for (int at = 0; at <= index[axis]; at++) {
                int[] earlier = index.clone();
                earlier[axis] = at;
                sum = in.add(sum, a.data()[position(earlier, a.shape())]);
            }
            result.data()[i] = sum;
        }
        return result;
    }

    private static Array flip(Array a, List<Integer> axes) {
        Array result = Array.zeros(a.shape());
        for (int i = 0; i < a.size(); i++) {
            int[] index = index(i, a.shape());
            for (int axis : axes) index[axis] = a.shape()[axis] - 1 - index[axis];
            result.data()[i] = a.data()[position(index, a.shape())];
        }
        return result;
    }

    private static int[] index(int position, int[] shape) {
        int[] index = new int[shape.length];
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = position % shape[axis];
            position /= shape[axis];
        }
        return index;
    }

    private static int position(int[] index, int[] shape) {
        int position = 0;
        for (int axis = 0; axis < shape.length; axis++) position = position * shape[axis] + index[axis];
        return position;
    }

    private Array elementwise(Operation operation, int[] shape, List<Array> arguments) {
        Array result = Array.zeros(shape);
        Array[] stretched =
                arguments.stream().map(argument -> argument.stretched(shape)).toArray(Array[]::new);
        for (int i = 0; i < result.size(); i++) {
            Real a = stretched[0].data()[i];
            Real b = stretched.length > 1 ? stretched[1].data()[i] : a;
            Real c = stretched.length > 2 ? stretched[2].data()[i] : a;
            result.data()[i] = elementary(operation, a, b, c);
        }
        return result;
    }

    private Real elementary(Operation operation, Real a, Real b, Real c) {
        return switch (operation) {
            case NEGATE -> in.negate(a);
            case EXP -> in.exp(a);
            case LOG -> in.log(a);
            case LOG1P -> in.log1p(a);
            case EXPM1 -> in.expm1(a);
            case SQRT -> in.sqrt(a);
            case SQUARE -> in.multiply(a, a);
            case ABS -> a.signum() < 0 ? in.negate(a) : a;
            case SIGN -> a.isNan() ? a : Real.of(a.signum());
            case TANH -> in.tanh(a);
            case SIGMOID -> in.sigmoid(a);
            case SIN -> in.circular().sin(a);
            case COS -> in.circular().cos(a);
            case ARCTAN -> in.circular().arctan(a);
            case ERF -> in.circular().erf(a);
            case LOGADDEXP -> logaddexp(a, b);
            case ADD -> in.add(a, b);
            case SUBTRACT -> in.subtract(a, b);
            case MULTIPLY -> in.multiply(a, b);
            case DIVIDE -> in.divide(a, b);
            case POWER -> in.power(a, b);
            case MAXIMUM -> in.max(a, b);
            case MINIMUM -> min(a, b);
            case LESS -> truth(ordered(a, b) && in.compare(a, b) < 0);
            case LESS_EQUAL -> truth(ordered(a, b) && in.compare(a, b) <= 0);
            case GREATER -> truth(ordered(a, b) && in.compare(a, b) > 0);
            case GREATER_EQUAL -> truth(ordered(a, b) && in.compare(a, b) >= 0);
            case EQUAL -> truth(ordered(a, b) && in.compare(a, b) == 0);
            case NOT_EQUAL -> truth(!ordered(a, b) || in.compare(a, b) != 0);
            case WHERE -> a.isZero() ? c : b;
            default -> throw new IllegalArgumentException("no definition of " + operation);
        };
    }

    private Real logaddexp(Real a, Real b) {
        Real larger = in.max(a, b), smaller = min(a, b);
        if (!larger.isFinite()) return larger;
        return in.add(larger, in.log1p(in.exp(in.subtract(smaller, larger))));
    }

    private static Real truth(boolean holds) {
        return holds ? Real.ONE : Real.ZERO;
    }

    private static boolean ordered(Real a, Real b) {
        return !a.isNan() && !b.isNan();
    }

    private Real min(Real a, Real b) {
        return in.negate(in.max(in.negate(a), in.negate(b)));
    }

    private interface Fold {
        Real of(Real sofar, Real next);
    }

    private static Real[] reduced(Array a, List<Integer> axes, Real start, Fold fold) {
        int[] groups = a.groups(axes);
        Real[] result = new Real[Arrays.stream(groups).max().orElse(0) + 1];
        Arrays.fill(result, start);
        for (int i = 0; i < groups.length; i++) result[groups[i]] = fold.of(result[groups[i]], a.data()[i]);
        return result;
    }

    private Real[] means(Array a, List<Integer> axes, int ddof) {
        Real[] sums = reduced(a, axes, Real.ZERO, in::add);
        Real count = Real.of(BigDecimal.valueOf(a.size() / sums.length - ddof));
        return Arrays.stream(sums).map(sum -> in.divide(sum, count)).toArray(Real[]::new);
    }

    private Real[] variances(Array a, List<Integer> axes, int ddof) {
        Real[] means = means(a, axes, 0);
        int[] groups = a.groups(axes);
        Array squares = new Array(a.shape(), new Real[a.size()]);
        for (int i = 0; i < groups.length; i++) {
            Real deviation = in.subtract(a.data()[i], means[groups[i]]);
            squares.data()[i] = in.multiply(deviation, deviation);
        }
        return means(squares, axes, ddof);
    }

    // less its largest entry, exactly: an exponential of 1e5 is no number to write down
    private Array shifted(Array a, Real[] largest, int[] groups) {
        Array shifted = new Array(a.shape(), new Real[a.size()]);
        for (int i = 0; i < groups.length; i++) {
            Real most = largest[groups[i]];
            shifted.data()[i] = most.isFinite() ? in.subtract(a.data()[i], most) : Real.NAN;
        }
        return shifted;
    }

    private Real[] logsumexp(Array a, List<Integer> axes) {
        Real[] largest = reduced(a, axes, Real.MINUS_INFINITY, in::max);
        Array exponentials = mapped(shifted(a, largest, a.groups(axes)), in::exp);
        Real[] sums = reduced(exponentials, axes, Real.ZERO, in::add);
        Real[] result = new Real[sums.length];
        for (int i = 0; i < result.length; i++) result[i] = in.add(largest[i], in.log(sums[i]));
        return result;
    }

    private Array softmax(Array a, List<Integer> axes) {
        int[] groups = a.groups(axes);
        Real[] largest = reduced(a, axes, Real.MINUS_INFINITY, in::max);
        Array exponentials = mapped(shifted(a, largest, groups), in::exp);
        Real[] sums = reduced(exponentials, axes, Real.ZERO, in::add);
        for (int i = 0; i < groups.length; i++) {
            exponentials.data()[i] = in.divide(exponentials.data()[i], sums[groups[i]]);
        }
        return exponentials;
    }

    private Array logSoftmax(Array a, List<Integer> axes) {
        int[] groups = a.groups(axes);
        Real[] largest = reduced(a, axes, Real.MINUS_INFINITY, in::max);
        Array shifted = shifted(a, largest, groups);
        Real[] sums = reduced(mapped(shifted, in::exp), axes, Real.ZERO, in::add);
        Real[] logs = Arrays.stream(sums).map(in::log).toArray(Real[]::new);
        for (int i = 0; i < groups.length; i++) shifted.data()[i] = in.subtract(shifted.data()[i], logs[groups[i]]);
        return shifted;
    }

    private interface Mapping {
        Real of(Real a);
    }

    private static Array mapped(Array a, Mapping mapping) {
        return new Array(a.shape(), Arrays.stream(a.data()).map(mapping::of).toArray(Real[]::new));
    }

    // of rows of a and columns of b, whichever of the two are vectors
    private Array product(Array a, Array b, int[] shape, int inner) {
        Array result = Array.zeros(shape);
        int rows = a.size() / inner, columns = b.size() / inner;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                Real sum = Real.ZERO;
                for (int k = 0; k < inner; k++) {
                    sum = in.add(sum, in.multiply(a.data()[i * inner + k], b.data()[k * columns + j]));
                }
                result.data()[i * columns + j] = sum;
            }
        }
        return result;
    }

    private static Array picked(Array a, Array columns, int[] shape) {
        int width = a.shape()[1];
        Array result = Array.zeros(shape);
        for (int row = 0; row < columns.size(); row++) {
            result.data()[row] = a.data()[row * width + column(columns, row, width)];
        }
        return result;
    }

    private static Array oneHot(Array indices, int[] shape) {
        int width = shape[shape.length - 1];
        Array result = Array.zeros(shape);
        for (int row = 0; row < indices.size(); row++) {
            result.data()[row * width + column(indices, row, width)] = Real.ONE;
        }
        return result;
    }

    // a negative index counts from the end
    private static int column(Array indices, int row, int width) {
        return Math.floorMod(indices.data()[row].value.intValueExact(), width);
    }
}
