package dev.dscore.contract;

import dev.dscore.array.Tensor;

/** An array of a response, with its spelling in JSON. */
public record SpelledArray(Tensor tensor, Spelling spelling) {}
