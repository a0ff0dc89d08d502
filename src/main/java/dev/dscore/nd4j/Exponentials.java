package dev.dscore.nd4j;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Operation;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums of exponentials along axes, with the largest score subtracted first, so that exp does not overflow. In Java:
 * softmax and logsumexp of ND4J 1.0.0-M2.1 take 0 for the largest of negative scores and overflow, and six calls to it
 * cost more than these loops.
 */
final class Exponentials {
    private final double[] score;
    // the sum that each score belongs to
    private final int[] group;
    private final double[] largest;
    private final double[] sum;

    Exponentials(INDArray scores, int[] axes) {
        score = scores.dup('c').data().asDouble();
        int[] shape = Arrays.stream(scores.shape()).mapToInt(Math::toIntExact).toArray();
        group = groups(shape, axes);
        int groups = group.length == 0 ? 0 : group[group.length - 1] + 1;
        largest = new double[groups];
        sum = new double[groups];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < score.length; i++) largest[group[i]] = Math.max(largest[group[i]], score[i]);
        for (int i = 0; i < score.length; i++) sum[group[i]] += Math.exp(score[i] - largest[group[i]]);
    }

    private static int[] groups(int[] shape, int[] axes) {
        int[] strides = new int[shape.length];
        for (int axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
            int reduced = axis;
            if (Arrays.stream(axes).anyMatch(each -> each == reduced)) continue;
            strides[axis] = stride;
            stride *= shape[axis];
        }
        int[] groups = new int[Tensor.count(shape)];
        int filled = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            for (int i = 1; i < shape[axis]; i++) {
                for (int j = 0; j < filled; j++) groups[i * filled + j] = groups[j] + i * strides[axis];
            }
            filled *= shape[axis];
        }
        return groups;
    }

    /** @param shape the shape of the result */
    INDArray apply(Operation operation, int[] shape) {
        if (operation == Operation.LOGSUMEXP) {
            double[] result = new double[sum.length];
            for (int i = 0; i < result.length; i++) result[i] = largest[i] + Math.log(sum[i]);
            return Kernels.array(result, shape);
        }
        double[] result = new double[score.length];
        for (int i = 0; i < result.length; i++) {
            double shifted = score[i] - largest[group[i]];
            result[i] = operation == Operation.SOFTMAX
                    ? Math.exp(shifted) / sum[group[i]]
                    : shifted - Math.log(sum[group[i]]);
        }
        return Kernels.array(result, shape);
    }
}
