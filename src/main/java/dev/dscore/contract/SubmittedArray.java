package dev.dscore.contract;

import dev.dscore.problem.ProblemType;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A student's submission for a gradient: an array, or something else, which is never the request's fault.
 *
 * @param array null if there is none
 * @param firstNull the position in C order of the first entry that was sent as null and read as NaN
 * @param reason if there is no array, the end of a sentence that begins with the gradient's name
 * @param entry the npz entry in which it was sent; its name alone tells whether it is submitted or an upstream gradient
 */
public record SubmittedArray(
        @Nullable TypedTensor array, OptionalInt firstNull, String reason, Optional<NpzEntry> entry) {
    static SubmittedArray of(TypedTensor array, OptionalInt firstNull) {
        return new SubmittedArray(array, firstNull, "", Optional.empty());
    }

    /** Returns the array that an npz entry holds, or the reason why it holds none. */
    public static SubmittedArray of(NpzEntry entry) {
        SubmittedArray sent = entry instanceof NpzEntry.Refused refused
                ? unreadable(refused.fault().type(), refused.fault().detail())
                : of(entry.orRefused(), OptionalInt.empty());
        return new SubmittedArray(sent.array, sent.firstNull, sent.reason, Optional.of(entry));
    }

    static SubmittedArray unreadable(ProblemType type, String reason) {
        String verb = type == ProblemType.TOO_LARGE ? " cannot be read: " : " is not an array of numbers: ";
        return new SubmittedArray(null, OptionalInt.empty(), verb + reason + ".", Optional.empty());
    }
}
