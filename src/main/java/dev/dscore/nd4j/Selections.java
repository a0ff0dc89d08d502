package dev.dscore.nd4j;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import dev.dscore.graph.Section;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Selects entries by basic indices and by arrays of indices. In Java: ND4J has no steps below 0, and none of these
 * operations for an arbitrary axis.
 */
final class Selections {
    private Selections() {}

    /** @param shape the shape of the result */
    static INDArray part(INDArray a, Node.Apply node, int[] wholeShape, int[] shape, Map<String, Integer> lengths) {
        double[] from = data(a), result = new double[Tensor.count(shape)];
        int[] positions = positions(node, wholeShape, lengths);
        for (int i = 0; i < result.length; i++) result[i] = from[positions[i]];
        return Kernels.array(result, shape);
    }

    static INDArray place(INDArray whole, INDArray part, Node.Apply node, int[] shape, Map<String, Integer> lengths) {
        double[] result = data(whole), from = data(part);
        int[] positions = positions(node, shape, lengths);
        for (int i = 0; i < positions.length; i++) result[positions[i]] = from[i];
        return Kernels.array(result, shape);
    }

    // one axis after the other, the last varying fastest
    private static int[] positions(Node.Apply node, int[] shape, Map<String, Integer> lengths) {
        int[] positions = {0};
        List<Section.Run> runs =
                Objects.requireNonNull(node.attributes().section()).runs();
        for (int axis = 0; axis < shape.length; axis++) {
            Section.Run run = runs.get(axis);
            int start = (int) run.start().in(lengths),
                    count = (int) run.length().in(lengths);
            int[] more = new int[positions.length * count];
            for (int i = 0; i < more.length; i++) {
                more[i] = positions[i / count] * shape[axis] + start + (int) run.step() * (i % count);
            }
            positions = more;
        }
        return positions;
    }

    static INDArray take(INDArray a, INDArray indices, int length, int inner, int[] shape) {
        double[] from = data(a), places = data(indices), result = new double[Tensor.count(shape)];
        for (int i = 0; i < result.length; i++) {
            int outer = i / inner / places.length,
                    place = Math.floorMod((int) places[i / inner % places.length], length);
            result[i] = from[(outer * length + place) * inner + i % inner];
        }
        return Kernels.array(result, shape);
    }

    static INDArray addAt(INDArray a, INDArray indices, int length, int inner, int[] shape) {
        double[] from = data(a), places = data(indices), result = new double[Tensor.count(shape)];
        for (int i = 0; i < from.length; i++) {
            int outer = i / inner / places.length,
                    place = Math.floorMod((int) places[i / inner % places.length], length);
            result[(outer * length + place) * inner + i % inner] += from[i];
        }
        return Kernels.array(result, shape);
    }

    static INDArray arange(INDArray start, int[] shape) {
        double[] result = new double[shape[0]];
        for (int i = 0; i < result.length; i++) result[i] = start.getDouble(0) + i;
        return Kernels.array(result, shape);
    }

    private static double[] data(INDArray a) {
        return a.dup('c').data().asDouble();
    }
}
