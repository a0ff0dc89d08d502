package dev.dscore.contract;

import dev.dscore.array.Tensor;

/** An array and the dtype in which it came: numbers computed in few bits may be further off. */
public record TypedTensor(Tensor tensor, Dtype dtype) {}
