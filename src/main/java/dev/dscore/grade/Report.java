package dev.dscore.grade;

import dev.dscore.lang.Warning;
import dev.dscore.verify.Check;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A graded submission.
 *
 * @param firstError the first gradient, in the order of the backward pass, that is wrong on its own account
 * @param marks what carries points first, in their order, then what else was submitted
 * @param backward the names of the marks in the order of the backward pass
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
        List<Warning> warnings,
        Check check,
        Timing timing) {}
