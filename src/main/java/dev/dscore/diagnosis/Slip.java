package dev.dscore.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * A mutation made somewhere in a formula.
 *
 * @param factor what is missing or too much, where it is a factor or a term
 * @param sentence what the slip is
 */
record Slip(Mutation mutation, @Nullable String factor, String sentence) {}
