package dev.dscore.grade;

import dev.dscore.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A gradient's formula with one slip in it.
 *
 * @param formula what the slip makes of the gradient
 * @param sentence what the slip is
 */
record Candidate(Mutation mutation, @Nullable String factor, String sentence, Node formula) {}
