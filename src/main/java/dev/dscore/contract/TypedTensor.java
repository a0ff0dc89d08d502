package dev.dscore.contract;

import dev.dscore.array.Tensor;

/** An array and the dtype in which it was sent: numbers computed with few bits may have larger errors. */
public record TypedTensor(Tensor tensor, ElementType dtype) {}
