package dev.dscore.lang;

import java.util.Map;

/**
 * The functions of NumPy and of scipy.special. Each is a row composed of the operations of {@link Arrays}. A method of
 * an array is the function of its name with the array as first argument, unless it has a row of its own.
 */
final class NumpyFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            UniversalFunctions.TABLE,
            ReductionFunctions.TABLE,
            LinearAlgebraFunctions.TABLE,
            CreationFunctions.TABLE,
            ShapeFunctions.TABLE,
            JoiningFunctions.TABLE,
            InsertionFunctions.TABLE,
            IndexFunctions.TABLE,
            SearchFunctions.TABLE,
            LogicFunctions.TABLE);

    static final Map<String, Builtin> METHODS = Builtin.table(
            ShapeFunctions.METHODS, ArrayMethods.METHODS, Map.of("sigmoid", UniversalFunctions.TABLE.get("expit")));

    private NumpyFunctions() {}
}
