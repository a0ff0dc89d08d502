package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.SpentException;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gradients of intermediate values that a submission holds as a multiple: {@code dZ = A - Y} is m times the gradient by Z of a
 * mean over m examples, and {@code dW} and {@code db} divide by m, as deeplearning.ai's courses have it. Which multiple it
 * is, if any, is seen from the gradients derived from it.
 */
final class Scales {
    private final Comparison comparison;
    private final Marking marking;
    private final FollowThrough followThrough;
    private final Yardsticks yardsticks;

    Scales(Comparison comparison, Marking marking, FollowThrough followThrough, Yardsticks yardsticks) {
        this.comparison = comparison;
        this.marking = marking;
        this.followThrough = followThrough;
        this.yardsticks = yardsticks;
    }

    /**
     * A multiple.
     *
     * @param text such as {@code N} or {@code N / 2}
     */
    record Scale(String text, double factor) {}

    /**
     * By name, as which multiple of the gradient it was submitted. All are the same one: one that is exactly a multiple shows it, else a
     * gradient that follows from one.
     *
     * @param marked the names that are marked
     */
    Map<String, Scale> found(Collection<String> marked) {
        try {
            Map<String, List<String>> later = new LinkedHashMap<>();
            for (String name : marked) if (mayBeScaled(name)) later.put(name, after(name, marked));
            if (later.isEmpty()) return Map.of();
            Predicate<Scale> multiple = scale ->
                    later.entrySet().stream().anyMatch(one -> isMultiple(one.getKey(), one.getValue(), scale.factor()));
            Predicate<Scale> taken = scale ->
                    later.entrySet().stream().anyMatch(one -> isTaken(one.getKey(), one.getValue(), scale.factor()));
            for (Predicate<Scale> shown : List.of(multiple, taken)) {
                Optional<Scale> first = scales().stream().filter(shown).findFirst();
                if (first.isPresent()) return scaled(later, first.get());
            }
            return Map.of();
        } catch (SpentException e) {
            return Map.of();
        }
    }

    private Map<String, Scale> scaled(Map<String, List<String>> later, Scale scale) {
        Map<String, Scale> scaled = new LinkedHashMap<>();
        later.forEach((name, after) -> {
            if (isRight(name, scale.factor()) || isTaken(name, after, scale.factor())) scaled.put(name, scale);
        });
        return scaled;
    }

    // numbers of examples, which a mean divides by, and half of them, where the 2 of a square is left out, too
    private List<Scale> scales() {
        List<Scale> scales = new ArrayList<>();
        Map<String, Integer> lengths = comparison.binding().inputs().lengths();
        // of axes of one length that by which a formula divides
        for (Node node : comparison.backward().nodes()) {
            if (node instanceof Node.AxisSize size)
                add(scales, size.size().toString(), (int) size.size().in(lengths));
        }
        lengths.forEach((axis, length) -> add(scales, axis, length));
        lengths.forEach((axis, length) -> add(scales, axis + " / 2", length / 2.0));
        add(scales, "1 / 2", 0.5);
        add(scales, "2", 2);
        return scales;
    }

    // of two with the same factor the first
    private static void add(List<Scale> scales, String text, double factor) {
        if (factor != 1 && scales.stream().noneMatch(scale -> scale.factor() == factor))
            scales.add(new Scale(text, factor));
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

    // that multiple of the gradient, where a right gradient does not follow from it as it is, or nothing does
    private boolean isMultiple(String name, List<String> after, double factor) {
        if (after.isEmpty() || !isRight(name, factor)) return false;
        Tensor own = comparison.inFull(name);
        return after.stream().anyMatch(one -> marking.isRight(one) && !followThrough.gives(name, own, one))
                || isTakenOtherwise(name, after);
    }

    // whether there are gradients with points, of which none follows from the numbers as they are; one without may be
    // the
    // same multiple
    private boolean isTakenOtherwise(String name, List<String> after) {
        Tensor own = comparison.inFull(name);
        List<String> pointed =
                after.stream().filter(comparison.submission()::carriesPoints).toList();
        return !pointed.isEmpty() && pointed.stream().noneMatch(one -> followThrough.gives(name, own, one));
    }

    private boolean isRight(String name, double factor) {
        boolean[] accepted = yardsticks
                .of(name)
                .agreesWithReference(
                        divided(comparison.submission().gradients().get(name), factor), comparison.right(name));
        return AtKinks.isAll(accepted);
    }

    private boolean isTaken(String name, List<String> after, double factor) {
        Tensor divided = divided(comparison.inFull(name), factor);
        return after.stream().filter(marking::isOfWrongNumbers).anyMatch(one -> followThrough.gives(name, divided, one))
                && isTakenOtherwise(name, after);
    }

    private static Tensor divided(Tensor tensor, double factor) {
        return new Tensor(
                tensor.shape(),
                Arrays.stream(tensor.data()).map(entry -> entry / factor).toArray());
    }

    /** Returns the comparison with each of these gradients divided by its factor. */
    static Comparison unscaled(Comparison comparison, Map<String, Scale> scales) {
        Map<String, Tensor> gradients =
                new LinkedHashMap<>(comparison.submission().gradients());
        scales.forEach(
                (name, scale) -> gradients.computeIfPresent(name, (same, tensor) -> divided(tensor, scale.factor())));
        return comparison.with(comparison.submission().withGradients(gradients), scales);
    }
}
