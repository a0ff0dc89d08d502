package dev.dscore.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A direction in which the operands that tie at a maximum, a minimum or a comparison move together, and so stay tied. Whatever
 * the shares of the operands are, the chain rule gives one derivative in this direction: the tie's gradient is shared, and
 * neither dropped nor doubled. Where the direction crosses other kinks, as that of a ReLU before the maximum, the derivative
 * lies between the slopes of both sides.
 *
 * @param parts of the direction, by the name of the gradient
 * @param low the least derivative in this direction, as finite differences have it, and {@code high} the largest
 * @param bound how far finite differences may be off
 */
public record Tie(Map<String, List<Part>> parts, double low, double high, double bound) {
    /**
     * One entry of the direction.
     *
     * @param position in the gradient
     * @param weight by how much the entry moves; the largest of a direction is 1
     */
    public record Part(int position, double weight) {}

    /** Whether the derivative in this direction depends on its side. */
    public boolean crosses() {
        return high > low;
    }

    /** @param allowance beyond the bound */
    public boolean holds(double derivative, double allowance) {
        return derivative >= low - bound - allowance && derivative <= high + bound + allowance;
    }

    /** Whether all entries move by the same. */
    public boolean isEven() {
        double[] weights = parts.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Part::weight)
                .toArray();
        return Arrays.stream(weights).allMatch(weight -> Math.abs(weight - weights[0]) <= 0x1p-26);
    }
}
