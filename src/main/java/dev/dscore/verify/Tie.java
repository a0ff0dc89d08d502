package dev.dscore.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A direction in which the operands that tie at a maximum, a minimum or a comparison move together, and so stay tied. Whatever
 * the shares of the operands are, the chain rule gives one derivative in this direction: the tie's gradient is shared, and
 * neither dropped nor doubled. Where the direction crosses other kinks, as that of a ReLU before the maximum, the derivative
 * lies between bounds.
 *
 * @param parts of the direction, by the name of the gradient
 * @param low the least that a derivative in this direction may have beside that of the proven gradients, and {@code high} the
 *     most; 0 where the direction crosses no other kink
 */
public record Tie(Map<String, List<Part>> parts, double low, double high) {
    /**
     * One entry of the direction.
     *
     * @param position in the gradient
     * @param weight by how much the entry moves; the largest of a direction is 1
     */
    public record Part(int position, double weight) {}

    /** Whether the direction crosses kinks that are no ties of its own. */
    public boolean crosses() {
        return low != 0 || high != 0;
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
