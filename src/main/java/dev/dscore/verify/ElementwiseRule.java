package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How changes pass through an elementwise operation with broadcasting. */
final class ElementwiseRule implements DifferenceRule {
    private final ScalarRule rule;

    /** @param rule of the operation at one cell */
    ElementwiseRule(ScalarRule rule) {
        this.rule = rule;
    }

    ScalarRule rule() {
        return rule;
    }

    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        int[] shape = baseline.of(node).shape();
        Region region = null;
        for (Change change : changes) {
            if (change == null) continue;
            Region touched = change.region().stretchedTo(shape);
            region = region == null ? touched : region.join(touched);
        }
        if (region == null) throw new IllegalStateException("no argument changes");
        return new Pass(baseline, node, region).of(changes);
    }

    @Override
    public boolean isLinear(Node.Apply node, Predicate<Integer> changes) {
        return rule.isLinear(changes);
    }

    @Override
    public boolean knowsNaN() {
        return true;
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        Tensor out = baseline.of(node);
        int arity = node.arguments().size();
        double[][] x = new double[3][], e = new double[3][];
        for (int i = 0; i < 3; i++) {
            Node argument = node.arguments().get(Math.min(i, arity - 1));
            Tensor value = baseline.of(argument);
            x[i] = PlainKernels.stretched(value, out.shape());
            boolean divides = node.operation() == Operation.DIVIDE && i > 0;
            double[] error = divides ? errors.ofDivisor(argument) : errors.ofOperand(argument);
            e[i] = PlainKernels.stretched(new Tensor(value.shape(), error), out.shape());
        }
        double[] result = new double[out.size()];
        if (takesOutExtreme(node)) {
            for (int i = 0; i < result.length; i++) {
                result[i] = errors.add(errors.add(e[0][i], e[1][i]), errors.own(Math.abs(out.data()[i])));
            }
            return result;
        }
        for (int i = 0; i < result.length; i++) {
            result[i] = rule.running(errors, out.data()[i], x[0][i], e[0][i], x[1][i], e[1][i], x[2][i], e[2][i]);
        }
        Node root = rootInDivisor(node);
        if (root != null && !errors.isBound()) {
            double[] roots = PlainKernels.stretched(baseline.of(root), out.shape());
            for (int i = 0; i < result.length; i++) {
                double underflow = errors.precision().underflow() * Math.pow(roots[i], 3);
                result[i] = errors.add(result[i], underflow * Math.abs(out.data()[i]));
            }
        }
        return result;
    }

    // the derivative of 1 / sqrt(a) is as often computed as the power a ** -1.5, which may underflow, as by dividing
    // by the root
    private static @Nullable Node rootInDivisor(Node.Apply node) {
        if (node.operation() != Operation.DIVIDE) return null;
        Node divisor = node.arguments().get(1);
        if (!(divisor instanceof Node.Apply product) || product.operation() != Operation.MULTIPLY) return null;
        return product.arguments().stream()
                .filter(factor -> factor instanceof Node.Apply root && root.operation() == Operation.SQRT)
                .findFirst()
                .orElse(null);
    }

    // the largest of some numbers is one of them: their distance has no other errors than theirs and its own
    private static boolean takesOutExtreme(Node.Apply node) {
        if (node.operation() != Operation.SUBTRACT) return false;
        Node taken = node.arguments().get(1);
        while (taken instanceof Node.Apply shaped
                && (shaped.operation() == Operation.RESHAPE || shaped.operation() == Operation.BROADCAST_TO)) {
            taken = shaped.argument();
        }
        return taken instanceof Node.Apply extreme
                && (extreme.operation() == Operation.MAX || extreme.operation() == Operation.MIN)
                && extreme.argument() == node.argument();
    }

    /** The way of changes through one node, to a region of its result. */
    private final class Pass {
        private final Baseline baseline;
        private final Node.Apply node;
        private final Operation operation;
        private final int arity;
        private final Region region;

        Pass(Baseline baseline, Node.Apply node, Region region) {
            this.baseline = baseline;
            this.node = node;
            this.operation = node.operation();
            this.arity = node.arguments().size();
            this.region = region;
        }

        /** @param changes of the arguments, null where one does not change; one at least does */
        Change of(List<@Nullable Change> changes) {
            Change passed = baseline.isNumber(node) ? passedOn(changes) : null;
            if (passed != null) return passed;
            Workspace space = changes.stream()
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow()
                    .space();
            Change result = new Change(region, space);
            Change[] stretched = new Change[3];
            for (int i = 0; i < arity; i++) {
                Change change = changes.get(i);
                if (change != null) stretched[i] = change.stretchedTo(region);
            }
            if (space.scheme().tracksErrors()) carefully(result, stretched);
            else quickly(result, stretched);
            BitSet kinks = baseline.kinks().of(node);
            if (kinks != null) recordKinks(kinks, stretched, space);
            return result;
        }

        // a kink is reached where its operand moves, or where its operands move apart
        private void recordKinks(BitSet kinks, @Nullable Change[] changes, Workspace space) {
            int[] strides = Strides.strides(region.shape());
            Offsets cells = region.cellOffsets(strides);
            int[] offsets = region.laneOffsets(strides);
            int shifts = space.scheme().shifts(), lanes = region.lanes();
            double[] first = deltas(changes[0]);
            double[] second = operation.kink() == Kink.EQUAL ? deltas(changes[1]) : null;
            Workspace.KinkListener listener = space.listener();
            for (int cell = 0; cell < region.cells(); cell++) {
                for (int lane = 0; lane < lanes; lane++) {
                    int place = cells.at(cell) + offsets[lane];
                    if (!kinks.get(place)) continue;
                    boolean moves = false;
                    for (int shift = 0; shift < shifts; shift++) {
                        int at = (cell * shifts + shift) * lanes + lane;
                        moves |= at(first, at) != at(second, at);
                    }
                    if (moves)
                        space.reachesKink(
                                lane, lanes, node.id(), place, baseline.kinks().isExact(node, place));
                    if (listener != null) {
                        int up = cell * shifts * lanes + lane, down = up + lanes;
                        Workspace.Sides ofFirst = new Workspace.Sides(at(first, up), -at(first, down)),
                                ofSecond = new Workspace.Sides(at(second, up), -at(second, down));
                        if (ofFirst.moves() || ofSecond.moves()) {
                            listener.moved(lane, node.id(), place, ofFirst, ofSecond);
                        }
                    }
                }
            }
        }

        private double @Nullable [] deltas(@Nullable Change change) {
            return change == null ? null : change.delta();
        }

        /** A sum of which one term changes, changes by as much. */
        private @Nullable Change passedOn(List<@Nullable Change> changes) {
            if (operation != Operation.ADD && operation != Operation.SUBTRACT) return null;
            Change first = changes.get(0), second = changes.get(1);
            if (second == null && first != null) return first.stretchedTo(region);
            return first == null && second != null && operation == Operation.ADD ? second.stretchedTo(region) : null;
        }

        private void quickly(Change result, Change[] changes) {
            int width = result.width(), cells = region.cells();
            ScalarRule.Argument[] arguments = new ScalarRule.Argument[3];
            double[] unchanged = new double[width];
            for (int i = 0; i < 3; i++) {
                Lanes base = i < arity
                        ? lanes(baseline.of(node.arguments().get(i)), result.scheme())
                        : arguments[arity - 1].base();
                arguments[i] = changes[i] == null
                        ? new ScalarRule.Argument(base, unchanged, 0)
                        : new ScalarRule.Argument(base, changes[i].delta(), width);
            }
            Lanes outs = lanes(baseline.of(node), result.scheme());
            Lanes slopes = rule.takesSlope()
                    ? new Lanes(region, baseline.of(node).shape(), baseline.slopes(node, rule), result.scheme())
                    : outs;
            ScalarRule.Row row =
                    new ScalarRule.Row(outs, slopes, arguments[0], arguments[1], arguments[2], result.delta(), width);
            for (int cell = 0; cell < cells; cell++) {
                rule.changes(row, cell);
            }
        }

        private Lanes lanes(Tensor value, Scheme scheme) {
            return new Lanes(region, value.shape(), value.data(), scheme);
        }

        private void carefully(Change result, Change[] changes) {
            int lanes = region.lanes(), shifts = result.scheme().shifts(), cells = region.cells();
            Lanes[] bases = new Lanes[3], doubts = new Lanes[3];
            double[][] delta = new double[3][], error = new double[3][];
            for (int i = 0; i < arity; i++) {
                Node argument = node.arguments().get(i);
                bases[i] = lanes(baseline.of(argument), result.scheme());
                doubts[i] = new Lanes(region, baseline.of(argument).shape(), baseline.error(argument), result.scheme());
                if (changes[i] == null) continue;
                delta[i] = changes[i].delta();
                error[i] = changes[i].error();
            }
            Lanes outs = lanes(baseline.of(node), result.scheme());
            Lanes errors = new Lanes(region, baseline.of(node).shape(), baseline.error(node), result.scheme());
            for (int cell = 0; cell < cells; cell++) {
                for (int lane = 0; lane < lanes; lane++) {
                    double f = outs.at(cell, lane);
                    double a = bases[0].at(cell, lane);
                    double b = arity > 1 ? bases[1].at(cell, lane) : 0;
                    double c = arity > 2 ? bases[2].at(cell, lane) : 0;
                    for (int shift = 0; shift < shifts; shift++) {
                        int at = (cell * shifts + shift) * lanes + lane;
                        result.delta()[at] =
                                rule.change(f, a, at(delta[0], at), b, at(delta[1], at), c, at(delta[2], at));
                    }
                    int at = cell * lanes + lane, first = cell * shifts * lanes + lane;
                    ScalarRule.Operand[] operands = {
                        ScalarRule.Operand.NONE, ScalarRule.Operand.NONE, ScalarRule.Operand.NONE
                    };
                    for (int i = 0; i < arity; i++) {
                        operands[i] = new ScalarRule.Operand(
                                bases[i].at(cell, lane),
                                doubts[i].at(cell, lane),
                                at(delta[i], first),
                                at(delta[i], first + 2 * lanes),
                                at(error[i], at));
                    }
                    result.error()[at] = Double.isNaN(f + a + b + c)
                            ? errorFromZero(f, errors.at(cell, lane), operands)
                            : error(f, result.delta()[first], result.delta()[first + 2 * lanes], operands);
                }
            }
        }

        private double at(double @Nullable [] values, int index) {
            return values == null ? 0 : values[index];
        }

        // the error where the unperturbed result or an operand is NaN
        private double errorFromZero(double f, double errorOfResult, ScalarRule.Operand[] operands) {
            double[] x = new double[3], e = new double[3];
            for (int i = 0; i < 3; i++) {
                ScalarRule.Operand operand = operands[i];
                x[i] = ScalarRule.moved(operand.base(), operand.delta());
                e[i] = operand.error() + (Double.isNaN(operand.base()) ? 0 : operand.baseError());
            }
            double value = rule.value(x[0], x[1], x[2]);
            double error = rule.running(baseline.bounds(), value, x[0], e[0], x[1], e[1], x[2], e[2]);
            return error + Baseline.U * Math.abs(value) + (Double.isNaN(f) ? 0 : errorOfResult);
        }

        /**
         * What is infinite has no digits to lose; a change that underflows has lost all of them. An error that overflows on the way
         * is not known, except of what does not change.
         */
        private double error(double f, double d, double d2, ScalarRule.Operand[] operands) {
            if (Double.isInfinite(f)) return Baseline.U * Math.abs(d) + Double.MIN_VALUE;
            double error = rule.error(f, d, d2, operands[0], operands[1], operands[2]);
            if (Double.isNaN(error)) error = d == 0 ? 0 : Double.POSITIVE_INFINITY;
            return error + Double.MIN_VALUE;
        }
    }
}
