package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Entries that every implementation computes to the same short number: those of masks and one-hot labels, and where a function
 * has levelled off. {@code (1 - mask) * -1e9} is 0 or -1e9; tanh at 20 is 1, and {@code 1 - t²} 0, whatever the order of
 * the operations. Their rounding is no matter of chance: each is off by its residual, the distance of its exact value
 * from that number.
 */
final class Saturation {
    /** Operations of float64 on numbers of so many digits, whose results have no more, are exact. */
    private static final Precision SHORT = Precision.FLOAT32;

    /** Inputs of -1, 0 and 1, as masks and one-hot labels have them, are exact whatever is made of them. */
    private static final double SMALL = 1;

    /** What is less than this part of one rounding of a number is lost beside it in every library: NumPy's tanh is off by one. */
    private static final double LOST = 0x1p-10;

    private final Baseline baseline;
    private final RoundingErrors errors;
    private final Precision precision;
    private final double lost;
    private final Map<Node, Optional<Entries>> known = new HashMap<>();

    /** @param errors says how residuals add up */
    Saturation(Baseline baseline, RoundingErrors errors) {
        this.baseline = baseline;
        this.errors = errors;
        this.precision = errors.precision();
        this.lost = LOST * precision.unit();
    }

    /**
     * The entries of one value.
     *
     * @param limits the short number of each entry, NaN of an entry that is not saturated
     * @param residuals of the saturated ones
     */
    private record Entries(double[] limits, double[] residuals) {
        static Entries none(int count) {
            double[] limits = new double[count];
            Arrays.fill(limits, Double.NaN);
            return new Entries(limits, new double[count]);
        }

        boolean isSaturated(int i) {
            return !Double.isNaN(limits[i]);
        }
    }

    /**
     * The errors of a value's entries: of the saturated ones their residuals, of all others {@code errors}.
     *
     * @param alone whether they are those of this operation by itself, which adds nothing to what its operands are off by
     */
    double[] among(double[] errors, Node.Apply node, boolean alone) {
        Optional<Entries> entries = entries(node);
        if (entries.isEmpty()) return errors;
        double[] result = errors.clone();
        for (int i = 0; i < result.length; i++) {
            if (entries.get().isSaturated(i)) result[i] = alone ? 0 : entries.get().residuals[i];
        }
        return result;
    }

    private Optional<Entries> entries(Node node) {
        Optional<Entries> found = known.get(node);
        if (found == null) {
            found = compute(node);
            known.put(node, found);
        }
        return found;
    }

    private boolean isShort(double value) {
        return SHORT.holds(value) && precision.holds(value);
    }

    private Optional<Entries> compute(Node node) {
        if (node instanceof Node.Input) return ofInput(baseline.of(node).data());
        if (node instanceof Node.Constant || node instanceof Node.AxisSize) {
            double value = baseline.of(node).data()[0];
            // every program rounds a constant to the same number; 1e-6 changes by a percent in half precision
            boolean rounded = !precision.holds(value) && Double.isFinite(precision.inRange(value));
            double residual = rounded ? errors.own(Math.abs(value)) : 0;
            return Optional.of(new Entries(new double[] {value}, new double[] {residual}));
        }
        if (!(node instanceof Node.Apply apply)) return Optional.empty();
        switch (apply.operation()) {
            case RESHAPE, TRANSPOSE, BROADCAST_TO, FLIP, PART, PICK, TAKE -> {
                return rearranged(apply);
            }
            case MAX, MIN -> {
                return extremes(apply);
            }
            case WHERE -> {
                return chosen(apply);
            }
            default -> {}
        }
        if (apply.operation().kink() != Kink.NONE) return Optional.empty();
        if (!(DifferenceRule.of(apply.operation()) instanceof ElementwiseRule elementwise)) return Optional.empty();
        boolean levelsOff = Double.isFinite(elementwise.rule().toLimit(0));
        if (!levelsOff
                && apply.arguments().stream()
                        .allMatch(argument -> entries(argument).isEmpty())) return Optional.empty();
        return saturated(apply, elementwise.rule());
    }

    private Optional<Entries> rearranged(Node.Apply node) {
        return entries(node.argument())
                .map(entries -> new Entries(rearranged(node, entries.limits), rearranged(node, entries.residuals)));
    }

    private double[] rearranged(Node.Apply node, double[] numbers) {
        List<Tensor> arguments = new ArrayList<>();
        for (Node argument : node.arguments()) arguments.add(baseline.of(argument));
        arguments.set(0, new Tensor(arguments.get(0).shape(), numbers));
        return PlainKernels.apply(node, baseline.of(node).shape(), arguments, baseline.lengths())
                .data();
    }

    // where several are the largest, of the same short number each
    private Optional<Entries> extremes(Node.Apply node) {
        return entries(node.argument()).map(entries -> {
            double[] out = baseline.of(node).data(),
                    values = baseline.of(node.argument()).data();
            int[] to = Reduction.results(node, baseline);
            Entries result = Entries.none(out.length);
            boolean[] found = new boolean[out.length];
            for (int i = 0; i < to.length; i++) {
                if (values[i] != out[to[i]]) continue;
                boolean known = entries.isSaturated(i) && (!found[to[i]] || result.isSaturated(to[i]));
                result.limits[to[i]] = known ? entries.limits[i] : Double.NaN;
                result.residuals[to[i]] = known ? Math.max(result.residuals[to[i]], entries.residuals[i]) : 0;
                found[to[i]] = true;
            }
            return result;
        });
    }

    private Optional<Entries> chosen(Node.Apply node) {
        int[] shape = baseline.of(node).shape();
        List<Operands> operands = node.arguments().stream()
                .map(argument -> operands(argument, shape))
                .toList();
        Entries result = Entries.none(baseline.of(node).size());
        boolean any = false;
        for (int i = 0; i < result.limits.length; i++) {
            Operands branch = operands.get(operands.get(0).values[i] != 0 ? 1 : 2);
            result.limits[i] = branch.limits[i];
            result.residuals[i] = branch.residuals[i];
            any |= result.isSaturated(i);
        }
        return any ? Optional.of(result) : Optional.empty();
    }

    private static Optional<Entries> ofInput(double[] values) {
        Entries result = Entries.none(values.length);
        boolean any = false;
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i]) > SMALL || values[i] != Math.rint(values[i])) continue;
            result.limits[i] = values[i];
            any = true;
        }
        return any ? Optional.of(result) : Optional.empty();
    }

    private Optional<Entries> saturated(Node.Apply node, ScalarRule rule) {
        double[] values = baseline.of(node).data();
        int[] shape = baseline.of(node).shape();
        List<Operands> operands = node.arguments().stream()
                .map(argument -> operands(argument, shape))
                .toList();
        Entries result = Entries.none(values.length);
        boolean any = false;
        for (int i = 0; i < values.length; i++) {
            double toLimit = rule.toLimit(operands.get(0).values[i]);
            if (toLimit < lost) {
                result.limits[i] = Math.rint(values[i]);
                result.residuals[i] = toLimit;
            } else {
                exact(node, rule, operands, result, i);
            }
            any |= result.isSaturated(i);
        }
        return any ? Optional.of(result) : Optional.empty();
    }

    /** An operand, broadcast to its result. */
    private record Operands(double[] values, double[] limits, double[] residuals) {
        // what is not saturated may be lost beside another operand
        boolean isLost(int i) {
            return Double.isNaN(limits[i]);
        }

        double limit(int i) {
            return isLost(i) ? 0 : limits[i];
        }

        double residual(int i) {
            return isLost(i) ? Math.abs(values[i]) : residuals[i];
        }
    }

    private Operands operands(Node argument, int[] shape) {
        Tensor value = baseline.of(argument);
        Entries entries = entries(argument).orElseGet(() -> Entries.none(value.size()));
        return new Operands(
                PlainKernels.stretched(value, shape),
                PlainKernels.stretched(new Tensor(value.shape(), entries.limits), shape),
                PlainKernels.stretched(new Tensor(value.shape(), entries.residuals), shape));
    }

    // of numbers that no operation has made longer
    private boolean isExact(double limit, List<Operands> operands, int i) {
        boolean isShort = isShort(limit), asBefore = limit == 0;
        for (Operands operand : operands) {
            isShort &= operand.isLost(i) || isShort(operand.limits[i]);
            asBefore |= !operand.isLost(i) && Math.abs(operand.limits[i]) == Math.abs(limit);
        }
        return isShort || asBefore;
    }

    // operands with a result that is short, or one of them, of which one may be lost beside the other
    private void exact(Node.Apply node, ScalarRule rule, List<Operands> operands, Entries result, int i) {
        if (operands.stream().allMatch(operand -> operand.isLost(i))) return;
        Operands a = operands.get(0), b = operands.get(operands.size() - 1);
        if (!rule.isExact(a.limit(i))) return;
        double limit = rule.value(a.limit(i), b.limit(i), 0);
        if (!isExact(limit, operands, i)) return;
        double residual = rule.moved(errors, limit, a.limit(i), a.residual(i), b.limit(i), b.residual(i));
        if (buries(node, limit, operands, i)) {
            residual = Math.abs(baseline.of(node).data()[i] - limit);
        } else {
            double most = lost * Math.min(1, Math.abs(limit));
            for (Operands operand : operands) {
                boolean tells = limit == 0 || operand.residual(i) > most || residual > lost * Math.abs(limit);
                if (operand.isLost(i) && tells) return;
            }
        }
        result.limits[i] = limit;
        result.residuals[i] = residual;
    }

    // a sum with a number so large that those of size 1 are lost beside it, such as a score and a mask of -1e30: every
    // library rounds it to the same number
    private boolean buries(Node.Apply node, double limit, List<Operands> operands, int i) {
        double buried = precision.unit() / 4 * Math.abs(limit);
        return (node.operation() == Operation.ADD || node.operation() == Operation.SUBTRACT)
                && buried >= SMALL
                && operands.stream().allMatch(operand -> operand.residual(i) <= buried);
    }
}
