package dev.dscore.contract;

import dev.dscore.array.Tensor;

/** An array of an answer, and how JSON spells it. */
public record SpelledArray(Tensor tensor, Spelling spelling) {}
