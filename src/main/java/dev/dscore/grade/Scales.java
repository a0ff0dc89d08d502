package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.SpentException;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gradients of intermediate values that a submission holds as a multiple: {@code dZ = A - Y} is m times the gradient by Z of a
 * mean over m examples, and {@code dW} and {@code db} divide by m, as deeplearning.ai's courses have it. Which multiple it
 * is, if any, is seen from the gradients derived from it.
 */
final class Scales {
    // a wrong gradient is nearer to one value than to another if its distance is less than half
    private static final double NEARER = 2;

    private final Comparison comparison;
    private final Marking marking;
    private final FollowThrough followThrough;

    Scales(Comparison comparison, Marking marking, FollowThrough followThrough) {
        this.comparison = comparison;
        this.marking = marking;
        this.followThrough = followThrough;
    }

    /**
     * A multiple.
     *
     * @param text such as {@code N} or {@code N / 2}
     */
    record Scale(String text, double factor) {}

    /**
     * Returns the multiple for each name that is one; all names share one. An exact multiple from which a right gradient follows decides;
     * then a value from which more follow as a multiple than as it is; then an exact multiple that wrong ones are nearer to.
     *
     * @param marked the names that are marked
     */
    Map<String, Scale> found(Collection<String> marked) {
        try {
            Map<String, List<String>> later = new LinkedHashMap<>();
            for (String name : marked) if (mayBeScaled(name)) later.put(name, after(name, marked));
            if (later.isEmpty()) return Map.of();
            List<Scale> counts = counts(), multiples = new ArrayList<>(counts);
            // the 2 of a square may be in the gradients that are derived, or be left out there
            multiples.add(new Scale("1 / 2", 0.5));
            multiples.add(new Scale("2", 2));
            return first(multiples, later, this::isShown)
                    .or(() -> first(counts, later, this::isFollowed))
                    .or(() -> first(multiples, later, this::isNearer))
                    .map(scale -> scaled(later, scale))
                    .orElse(Map.of());
        } catch (SpentException e) {
            return Map.of();
        }
    }

    private interface Evidence {
        boolean shows(String name, List<String> after, double factor);
    }

    private static Optional<Scale> first(List<Scale> scales, Map<String, List<String>> later, Evidence evidence) {
        return scales.stream()
                .filter(scale -> later.entrySet().stream()
                        .anyMatch(one -> evidence.shows(one.getKey(), one.getValue(), scale.factor())))
                .findFirst();
    }

    private Map<String, Scale> scaled(Map<String, List<String>> later, Scale scale) {
        Map<String, Scale> scaled = new LinkedHashMap<>();
        later.forEach((name, after) -> {
            long following = following(name, after, scale.factor());
            boolean mostly = following > 0 && following >= following(name, after, 1);
            if (mostly || isRight(name, scale.factor())) scaled.put(name, scale);
        });
        return scaled;
    }

    // the numbers of entries by which formulas divide, and half of them
    private List<Scale> counts() {
        Map<String, Integer> lengths = comparison.binding().inputs().lengths();
        Map<Double, Scale> counts = new LinkedHashMap<>();
        for (int half = 1; half <= 2; half++) {
            for (Node node : comparison.backward().nodes()) {
                if (!(node instanceof Node.AxisSize size)) continue;
                double factor = (double) size.size().in(lengths) / half;
                String text = size.size().toString().contains(" ")
                        ? "(" + size.size() + ")"
                        : size.size().toString();
                if (factor > 0 && factor != 1)
                    counts.putIfAbsent(factor, new Scale(half == 1 ? text : text + " / 2", factor));
            }
        }
        return List.copyOf(counts.values());
    }

    private boolean mayBeScaled(String name) {
        return !comparison.submission().carriesPoints(name)
                && !comparison.isValue(name)
                && marking.isOfWrongNumbers(name);
    }

    private List<String> after(String name, Collection<String> marked) {
        List<String> after = new ArrayList<>();
        for (String one : marked) {
            boolean numbers = !comparison.isValue(one) && (marking.isRight(one) || marking.isOfWrongNumbers(one));
            if (numbers && followThrough.takes(one, name)) after.add(one);
        }
        return after;
    }

    // the numbers are that multiple, and a right gradient follows from them only if they are divided by it
    private boolean isShown(String name, List<String> after, double factor) {
        if (!isRight(name, factor)) return false;
        return after.stream()
                .anyMatch(one -> marking.isRight(one)
                        && followThrough.gives(name, factor, one)
                        && !followThrough.gives(name, 1, one));
    }

    // the numbers are that multiple, and each gradient with points is nearer to what follows from them divided by it
    private boolean isNearer(String name, List<String> after, double factor) {
        if (!isRight(name, factor) || !isUsedOtherwise(name, after)) return false;
        return pointed(after).stream()
                .allMatch(one ->
                        NEARER * followThrough.distance(name, factor, one) < followThrough.distance(name, 1, one));
    }

    // gradients with points are derived from it, and none follows from the numbers as they are
    private boolean isUsedOtherwise(String name, List<String> after) {
        return !pointed(after).isEmpty() && following(name, after, 1) == 0;
    }

    // the number of gradients with points that follow from the numbers divided by the factor; those without points may
    // be multiples themselves
    private long following(String name, List<String> after, double factor) {
        return pointed(after).stream()
                .filter(one -> followThrough.gives(name, factor, one))
                .count();
    }

    private List<String> pointed(List<String> names) {
        return names.stream().filter(comparison.submission()::carriesPoints).toList();
    }

    private boolean isRight(String name, double factor) {
        return marking.isRight(
                name, comparison.submission().gradients().get(name).times(1 / factor));
    }

    // more gradients follow from the numbers divided by the factor than from them as they are
    private boolean isFollowed(String name, List<String> after, double factor) {
        return following(name, after, factor) > following(name, after, 1);
    }

    /** Returns the comparison with each of these gradients divided by its factor. */
    static Comparison unscaled(Comparison comparison, Map<String, Scale> scales) {
        Map<String, Tensor> gradients =
                new LinkedHashMap<>(comparison.submission().gradients());
        scales.forEach(
                (name, scale) -> gradients.computeIfPresent(name, (same, tensor) -> tensor.times(1 / scale.factor())));
        return comparison.with(comparison.submission().withGradients(gradients), scales);
    }
}
