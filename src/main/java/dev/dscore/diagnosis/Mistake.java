package dev.dscore.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * A proven explanation: its formula, evaluated, gives the submitted numbers, every entry.
 *
 * @param id of the kind of mistake, such as {@code missing-factor}
 * @param factor what is missing or too much, where it is a factor or a term
 * @param submittedFormula NumPy text that reproduces the submission
 * @param sentence for the student
 */
public record Mistake(String id, @Nullable String factor, String submittedFormula, String sentence) {
    /** Returns the mistake for a submission that is {@code multiple} times this one. */
    public Mistake times(String multiple) {
        return new Mistake(id, factor, multiple + " * (" + submittedFormula + ")", sentence);
    }
}
