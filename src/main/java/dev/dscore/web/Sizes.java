package dev.dscore.web;

import dev.dscore.compute.Budget;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Cost;
import dev.dscore.lang.Nearest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code sizes} field: lengths of axes, with others for those that are not named. */
final class Sizes {
    private Sizes() {}

    static Map<String, Integer> of(Function function, @Nullable Map<String, @Nullable Integer> given, Budget budget)
            throws TooCostlyException {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        if (given != null) {
            given.forEach((axis, length) -> {
                if (!function.axes().contains(axis)) {
                    throw new ApiException(
                            ProblemType.UNKNOWN_NAME,
                            axis + " is no axis of this function" + Nearest.to(axis, function.axes()),
                            "/sizes/" + axis);
                }
                if (length == null || length < 1 || length > budget.elements()) {
                    throw new ApiException(
                            ProblemType.INVALID_OPTION,
                            axis + " is " + length + "; a size is 1 … " + budget.elements(),
                            "/sizes/" + axis);
                }
                lengths.put(axis, length);
            });
        }
        Map<String, Integer> sizes = RandomInputs.sizes(function, lengths);
        Cost.check(budget, function.graph().nodes(), sizes);
        return sizes;
    }
}
