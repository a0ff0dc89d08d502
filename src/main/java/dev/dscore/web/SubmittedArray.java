package dev.dscore.web;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What a student submitted for a gradient: an array, or something else that is no fault of the request.
 *
 * @param array null where there is none
 * @param firstNull the position in C order of the first entry that came as null and was read as NaN
 * @param reason where there is no array, the end of a sentence that begins with the gradient's name
 * @param entry of an npz, whose name alone says what it is; null where it came as JSON
 */
record SubmittedArray(@Nullable TypedTensor array, OptionalInt firstNull, String reason, Npz.@Nullable Entry entry) {
    static SubmittedArray of(TypedTensor array, OptionalInt firstNull) {
        return new SubmittedArray(array, firstNull, "", null);
    }

    /** An array of an npz. A student is at no fault that a request can have. */
    static SubmittedArray of(Npz.Entry entry) {
        ApiException refusal = entry.refusal();
        SubmittedArray sent = refusal == null
                ? of(entry.orRefused(), OptionalInt.empty())
                : unreadable(refusal.type(), String.valueOf(refusal.getMessage()));
        return new SubmittedArray(sent.array, sent.firstNull, sent.reason, entry);
    }

    static SubmittedArray unreadable(ProblemType type, String reason) {
        String verb = type == ProblemType.TOO_LARGE ? " cannot be read: " : " is not an array of numbers: ";
        return new SubmittedArray(null, OptionalInt.empty(), verb + reason + ".", null);
    }
}
