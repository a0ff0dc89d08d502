package dev.dscore.grade;

import dev.dscore.gradients.Timing;
import dev.dscore.lang.Warning;
import dev.dscore.verify.Check;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A graded submission.
 *
 * @param firstError the first gradient, in the order of the backward pass, that is wrong on its own account; one without points
 *     that a later gradient contradicts only if there is no other; null where no points are lost
 * @param marks what carries points first, in their order, then what else was submitted and is meant as a gradient
 * @param backward the names of the marks in the order of the backward pass
 * @param stopped where the submitted code stopped, if it did
 * @param stoppedInOutline the same for those who may not see the inputs
 * @param ranWithinLimits whether no limit of this service cost a mark its points
 * @param ignored submitted names that are no gradients of the function, or not meant as such; at most {@link Ignored#MOST}
 * @param unproven gradients without points that got no mark, since the check could not prove them
 * @param warnings of the submitted code
 * @param check of the reference
 * @param timing of the reference, and of this report
 */
public record Report(
        double score,
        double maxScore,
        boolean passed,
        @Nullable String firstError,
        List<Mark> marks,
        List<String> backward,
        Optional<Listing> listing,
        Optional<Stopped> stopped,
        Optional<Stopped> stoppedInOutline,
        boolean ranWithinLimits,
        List<Ignored> ignored,
        List<Unproven> unproven,
        List<Warning> warnings,
        Check check,
        Timing timing) {
    /** Returns whether no part is left to a person. */
    public boolean isComplete() {
        return ungraded() == 0 && ranWithinLimits;
    }

    /** Returns the points of marks without a verdict; they count in {@link #maxScore} and not in {@link #score}. */
    public double ungraded() {
        return marks.stream()
                .filter(mark -> !mark.status().isGraded())
                .mapToDouble(Mark::maxScore)
                .sum();
    }
}
