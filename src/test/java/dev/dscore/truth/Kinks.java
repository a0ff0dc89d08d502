package dev.dscore.truth;

import dev.dscore.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Where an operation stands on its kink or singular point. */
final class Kinks {
    private Kinks() {}

    /**
     * Whether an operand that stands on a kink of {@code node} is among what moved.
     *
     * @param values of all nodes by their id
     * @param changed likewise, null where nothing moved
     */
    static boolean moved(Node.Apply node, Array[] values, Array[] changed) {
        Array a = values[node.argument().id()], movedA = moved(node.argument(), values, changed);
        return switch (node.operation()) {
            case ABS, SIGN, SQRT, LOG -> anyAtZero(a, movedA);
            // a constant whole exponent from 1 on has no kink
            case POWER -> !isSmooth(node.arguments().get(1)) && anyAtZero(a, movedA);
            case MAXIMUM, MINIMUM, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> {
                Node second = node.arguments().get(1);
                yield anyEqual(
                        a, values[second.id()], movedA, moved(second, values, changed), values[node.id()].shape());
            }
            case MAX, MIN -> anyTie(a, movedA, a.groups(node.attributes().axes()), values[node.id()]);
            case STD -> values[node.id()].data()[0].isZero() || anyZero(values[node.id()]);
            default -> false;
        };
    }

    private static Array moved(Node node, Array[] values, Array[] changed) {
        Array moved = changed[node.id()];
        return moved != null ? moved : values[node.id()];
    }

    private static boolean isSmooth(Node exponent) {
        return exponent instanceof Node.Constant constant
                && constant.value() >= 1
                && constant.value() == Math.rint(constant.value());
    }

    private static boolean anyZero(Array a) {
        for (Real entry : a.data()) if (entry.isZero()) return true;
        return false;
    }

    private static boolean anyAtZero(Array a, Array moved) {
        for (int i = 0; i < a.size(); i++) {
            if (a.data()[i].isZero() && !moved.data()[i].isZero()) return true;
        }
        return false;
    }

    private static boolean anyEqual(Array a, Array b, Array movedA, Array movedB, int[] shape) {
        Array left = a.stretched(shape), right = b.stretched(shape);
        Array leftMoved = movedA.stretched(shape), rightMoved = movedB.stretched(shape);
        for (int i = 0; i < left.size(); i++) {
            boolean on = same(left.data()[i], right.data()[i]);
            if (on && !same(leftMoved.data()[i], rightMoved.data()[i])) return true;
        }
        return false;
    }

    private static boolean anyTie(Array a, Array moved, int[] groups, Array extreme) {
        Map<Integer, Integer> tied = new HashMap<>();
        Set<Integer> touched = new HashSet<>();
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.data()[i], extreme.data()[groups[i]])) continue;
            tied.merge(groups[i], 1, Integer::sum);
            if (!same(a.data()[i], moved.data()[i])) touched.add(groups[i]);
        }
        return touched.stream().anyMatch(group -> tied.get(group) > 1);
    }

    private static boolean same(Real a, Real b) {
        return a.isFinite() && b.isFinite() && a.value.compareTo(b.value) == 0;
    }
}
