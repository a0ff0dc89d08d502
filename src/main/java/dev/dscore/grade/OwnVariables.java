package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.SpentException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Names of gradients that submitted code uses for other values: {@code di} for the gradient before the gate, {@code dhidden} that is
 * masked in place. Such a value carries no points and is no error.
 */
final class OwnVariables {
    private final Comparison comparison;
    private final Marking marking;
    private final FollowThrough followThrough;

    OwnVariables(Comparison comparison, Marking marking, FollowThrough followThrough) {
        this.comparison = comparison;
        this.marking = marking;
        this.followThrough = followThrough;
    }

    /**
     * Returns the sentence that shows that a value under the name of a gradient is not meant as that gradient; empty where
     * nothing shows it.
     *
     * @param mark of the name
     * @param marked all names that are marked
     */
    Optional<String> evidence(Mark mark, Collection<String> marked) {
        String name = mark.name();
        if (!mark.status().isWrongOnItsOwn() || mark.status() == Status.FAILED || !isVariable(name))
            return Optional.empty();
        if (mark.submitted() != null
                && mark.distance() != null
                && Rounded.sentence(mark.submitted(), mark.reference()).isPresent()) return Optional.empty();
        if (mark.status() == Status.WRONG_SHAPE && isOfOneTurn(name))
            return Optional.of(name + " is what the last turn of a loop made, and no gradient of "
                    + Grader.valueOf(name) + ": it is taken as a variable of your own.");
        List<String> later = marked.stream()
                .filter(one -> !comparison.isValue(one) && followThrough.isOnTheWay(name, one))
                .toList();
        if (later.isEmpty()) return Optional.empty();
        String start = name + " is not the gradient of " + Grader.valueOf(name) + ", and ";
        String end = ": it is taken as a variable of your own.";
        try {
            List<String> right = later.stream().filter(marking::isRight).toList();
            boolean allRight = right.size() == later.size();
            Optional<String> contradicted = right.stream()
                    .filter(one -> allRight || contradicts(name, one))
                    .findFirst();
            if (contradicted.isPresent())
                return Optional.of(start + contradicted.get() + ", which is derived from that, is right" + end);
            return isHarmless(name, later)
                    ? Optional.of(start + "what is derived from that comes out of these numbers all the same" + end)
                    : Optional.empty();
        } catch (SpentException e) {
            return Optional.empty();
        }
    }

    private boolean isOfOneTurn(String name) {
        return comparison.run().filter(ran -> ran.inLoops().contains(name)).isPresent();
    }

    private boolean isVariable(String name) {
        boolean assigned = comparison.run().isPresent() && !comparison.isSent(name);
        return assigned && !comparison.isValue(name) && !comparison.submission().carriesPoints(name);
    }

    /** Returns whether a later gradient, right or wrong, does not follow from the value of an earlier one. */
    boolean contradicts(String name, String later) {
        if (comparison.isValue(later)) return false;
        boolean numbers = marking.isRight(later) || marking.isOfWrongNumbers(later);
        if (!numbers || !followThrough.takes(later, name)) return false;
        if (marking.isOfWrongNumbers(name)) return !followThrough.gives(name, 1, later);
        // a wrong shape or NaN: only a gradient that changes with the value tells something of it
        Tensor right = comparison.right(name);
        return !followThrough.changesNothing(name, right.times(2), later);
    }

    private boolean isHarmless(String name, List<String> later) {
        if (!marking.isOfWrongNumbers(name)) return false;
        Tensor own = comparison.inFull(name);
        List<String> taking =
                later.stream().filter(one -> followThrough.takes(one, name)).toList();
        return !taking.isEmpty() && taking.stream().allMatch(one -> followThrough.changesNothing(name, own, one));
    }
}
