package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How changes pass through an operation that has no faster way: the whole value is computed again for every lane and shift. Of an
 * operation that is linear it is computed of the changes themselves, so that no digit is lost.
 */
final class WholeValueRule implements DifferenceRule {
    // of random signs of the operands' errors; the largest of so many is near what errors can do together
    private static final int SAMPLES = 8;
    private static final long SEED = 1;

    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Tensor out = baseline.of(node);
        Change first =
                changes.stream().filter(change -> change != null).findFirst().orElseThrow();
        Change result = new Change(Region.whole(out.shape(), first.lanes()), first.space());
        List<@Nullable Change> whole = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            int[] shape = baseline.of(node.arguments().get(i)).shape();
            whole.add(change == null ? null : change.widenedTo(Region.whole(shape, change.lanes())));
        }
        for (int at = 0; at < result.width(); at++) {
            Tensor changed = value(node, moved(node, whole, baseline, at), baseline);
            for (int cell = 0; cell < changed.size(); cell++) {
                double value = changed.data()[cell];
                result.delta()[cell * result.width() + at] =
                        node.operation().isLinear() ? value : difference(value, out.data()[cell]);
            }
        }
        if (result.scheme().tracksErrors()) addErrors(node, whole, result, baseline);
        return result;
    }

    // where both are the same infinity nothing has changed
    private static double difference(double changed, double value) {
        return changed == value ? 0 : changed - value;
    }

    // the operands at one shift of one lane; of a linear operation what changes only
    private static List<Tensor> moved(Node.Apply node, List<@Nullable Change> changes, Baseline baseline, int at) {
        List<Tensor> moved = new ArrayList<>();
        for (int i = 0; i < changes.size(); i++) {
            Tensor operand = baseline.of(node.arguments().get(i));
            Change change = changes.get(i);
            boolean ofChange = node.operation().isLinear() && !holdsIndices(node, i);
            double[] data =
                    ofChange ? new double[operand.size()] : operand.data().clone();
            for (int cell = 0; change != null && cell < data.length; cell++) {
                data[cell] += change.delta()[cell * change.width() + at];
            }
            moved.add(new Tensor(operand.shape(), data));
        }
        return moved;
    }

    private static boolean holdsIndices(Node.Apply node, int argument) {
        return node.operation().isIndexed() && argument == node.arguments().size() - 1;
    }

    private static void addErrors(Node.Apply node, List<@Nullable Change> changes, Change result, Baseline baseline) {
        int lanes = result.lanes();
        double[] values = baseline.error(node);
        for (int lane = 0; lane < lanes; lane++) {
            List<Tensor> operands = moved(node, changes, baseline, lane), errors = new ArrayList<>();
            for (int i = 0; i < changes.size(); i++) {
                Change change = changes.get(i);
                double[] error = new double[operands.get(i).size()];
                for (int cell = 0; change != null && cell < error.length; cell++)
                    error[cell] = change.error()[cell * lanes + lane];
                errors.add(new Tensor(operands.get(i).shape(), error));
            }
            double[] moved = largestMove(node, operands, errors, baseline);
            for (int cell = 0; cell < moved.length; cell++) {
                double delta = Math.abs(result.delta()[cell * result.width() + lane]);
                double own = node.operation().isLinear() ? 0 : 2 * values[cell];
                result.error()[cell * lanes + lane] = moved[cell] + own + RoundingErrors.growth(moved.length) * delta;
            }
        }
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        List<Tensor> operands = new ArrayList<>(), operandErrors = new ArrayList<>();
        for (Node argument : node.arguments()) {
            Tensor operand = baseline.of(argument);
            operands.add(operand);
            operandErrors.add(new Tensor(operand.shape(), errors.ofOperand(argument)));
        }
        double[] running = largestMove(node, operands, operandErrors, baseline);
        double[] sizes = sizes(node, operands, baseline, errors);
        for (int i = 0; i < running.length; i++) running[i] = errors.add(running[i], errors.own(sizes[i]));
        return running;
    }

    // the size of a number whose rounding is as large as all roundings of an entry. An entry of a linear operation is a
    // sum, term after term, whose terms may cancel
    private static double[] sizes(Node.Apply node, List<Tensor> operands, Baseline baseline, RoundingErrors errors) {
        double[] out = baseline.of(node).data(), sizes = new double[out.length];
        if (!node.operation().isLinear()) {
            double roundings = Math.sqrt(operands.get(0).size()) + errors.roundings(node.operation());
            for (int i = 0; i < sizes.length; i++) sizes[i] = roundings * Math.abs(out[i]);
            return sizes;
        }
        double[] magnitudes =
                value(node, mapped(node, operands, Math::abs), baseline).data();
        double[] terms =
                value(node, mapped(node, operands, entry -> 1), baseline).data();
        for (int i = 0; i < sizes.length; i++) {
            double roundings = errors.isBound() ? terms[i] : Math.max(1, Math.sqrt(terms[i] / 3));
            sizes[i] = terms[i] > 1 ? roundings * magnitudes[i] : 0;
        }
        return sizes;
    }

    // all operands but indices
    private static List<Tensor> mapped(Node.Apply node, List<Tensor> operands, DoubleUnaryOperator operator) {
        List<Tensor> mapped = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            Tensor operand = operands.get(i);
            mapped.add(
                    holdsIndices(node, i)
                            ? operand
                            : new Tensor(
                                    operand.shape(),
                                    Arrays.stream(operand.data()).map(operator).toArray()));
        }
        return mapped;
    }

    // how far errors of random signs move each entry at most
    private static double[] largestMove(
            Node.Apply node, List<Tensor> operands, List<Tensor> errors, Baseline baseline) {
        double[] value = value(node, operands, baseline).data(), largest = new double[value.length];
        SplittableRandom signs = new SplittableRandom(SEED);
        for (int sample = 0; sample < SAMPLES; sample++) {
            List<Tensor> moved = new ArrayList<>();
            for (int i = 0; i < operands.size(); i++) {
                double[] data = operands.get(i).data().clone(),
                        error = errors.get(i).data();
                for (int cell = 0; cell < data.length; cell++)
                    data[cell] += signs.nextBoolean() ? error[cell] : -error[cell];
                moved.add(new Tensor(operands.get(i).shape(), data));
            }
            double[] changed = value(node, moved, baseline).data();
            for (int i = 0; i < largest.length; i++) {
                largest[i] = Math.max(largest[i], Math.abs(difference(changed[i], value[i])));
            }
        }
        return largest;
    }

    private static Tensor value(Node.Apply node, List<Tensor> operands, Baseline baseline) {
        return PlainKernels.apply(node, baseline.of(node).shape(), operands, baseline.lengths());
    }

    @Override
    public double work(Node.Apply node, List<@Nullable Change> changes, Change result, Baseline baseline) {
        return baseline.of(node).size()
                + (double) node.arguments().stream()
                        .mapToInt(argument -> baseline.of(argument).size())
                        .sum();
    }
}
