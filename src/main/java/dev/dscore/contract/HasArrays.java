package dev.dscore.contract;

import dev.dscore.array.Tensor;
import java.util.Map;

/** A response whose arrays are also available as npz. */
public interface HasArrays {
    /** Returns the arrays by the name that each has in the npz. */
    Map<String, Tensor> arrays();
}
