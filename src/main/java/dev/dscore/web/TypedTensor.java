package dev.dscore.web;

import dev.dscore.array.Tensor;

/** An array, and the type in which its numbers came: computed in few bits, they may be further off. */
record TypedTensor(Tensor tensor, Dtype dtype) {}
