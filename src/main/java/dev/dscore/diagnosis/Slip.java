package dev.dscore.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * A mutation made somewhere in a formula.
 *
 * @param factor what is missing or too much, where it is a factor or a term
 * @param sentence what the slip is
 * @param rightInForward whether it is in a value of the forward pass that is right there, and wrong where the backward pass takes it
 */
record Slip(Mutation mutation, @Nullable String factor, String sentence, boolean rightInForward) {
    Slip(Mutation mutation, @Nullable String factor, String sentence) {
        this(mutation, factor, sentence, false);
    }

    Slip whereRightInForward() {
        return new Slip(mutation, factor, sentence, true);
    }
}
