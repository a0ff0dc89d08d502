package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.SpentException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Names of gradients without points that a submission uses for other values: {@code dZ = A - Y} of a mean, whose 1/m is in
 * {@code dW} and {@code db}; {@code di} for the gradient before the gate; {@code dhidden} that is masked in place. Such a
 * value is no error, and the gradients after it are not held against it.
 */
final class OwnVariables {
    private final Comparison comparison;
    private final Marking marking;
    private final FollowThrough followThrough;
    private final Yardsticks yardsticks;

    OwnVariables(Comparison comparison, Marking marking, FollowThrough followThrough, Yardsticks yardsticks) {
        this.comparison = comparison;
        this.marking = marking;
        this.followThrough = followThrough;
        this.yardsticks = yardsticks;
    }

    /**
     * What shows that wrong numbers under the name of a gradient are not meant as that gradient; empty where nothing does.
     *
     * @param mark of the name
     * @param marked all names that are marked
     */
    Optional<String> evidence(Mark mark, Collection<String> marked) {
        String name = mark.name();
        boolean numbers = mark.status() == Status.WRONG;
        boolean other = numbers || mark.status() == Status.WRONG_SHAPE || mark.status() == Status.NOT_FINITE;
        if (!other
                || comparison.isValue(name)
                || comparison.submission().points().containsKey(name)) return Optional.empty();
        List<String> later = marked.stream()
                .filter(one -> !comparison.isValue(one) && followThrough.isOnTheWay(name, one))
                .toList();
        if (later.isEmpty()) return Optional.empty();
        String start = name + " is not the gradient of " + Grader.valueOf(name) + ", and ";
        String end = ": it is taken as a variable of your own.";
        try {
            List<String> right = later.stream().filter(marking::isRight).toList();
            boolean all = right.size() == later.size();
            Optional<String> proof = right.stream()
                    .filter(one -> all || !numbers || !leavesRight(name, one))
                    .findFirst();
            if (proof.isPresent())
                return Optional.of(start + proof.get() + ", which is derived from that, is right" + end);
            List<String> derived = later.stream()
                    .filter(one -> followThrough.isNeeded(name, one))
                    .toList();
            boolean harmless =
                    numbers && !derived.isEmpty() && derived.stream().allMatch(one -> leavesRight(name, one));
            return harmless
                    ? Optional.of(start + "what is derived from that comes out of these numbers all the same" + end)
                    : Optional.empty();
        } catch (SpentException e) {
            return Optional.empty();
        }
    }

    private boolean leavesRight(String name, String later) {
        Tensor right = comparison.right(later);
        return followThrough.leavesRight(name, comparison.inFull(name), later, right, yardsticks.of(later));
    }
}
