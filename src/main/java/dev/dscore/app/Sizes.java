package dev.dscore.app;

import dev.dscore.compute.Budget;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Cost;
import dev.dscore.lang.Nearest;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Computes the lengths of all axes of a function from the lengths that a request names. */
final class Sizes {
    private Sizes() {}

    static Map<String, Integer> of(FunctionDefinition function, Map<String, @Nullable Integer> given, Budget budget)
            throws TooCostlyException {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        given.forEach((axis, length) -> {
            if (!function.axes().contains(axis)) {
                throw new RequestException(
                        ProblemType.UNKNOWN_NAME,
                        axis + " is no axis of this function" + Nearest.to(axis, function.axes()),
                        "/sizes/" + axis);
            }
            if (length == null || length < 1 || length > budget.elements()) {
                throw new RequestException(
                        ProblemType.INVALID_OPTION,
                        axis + " is " + length + "; a size is 1 … " + budget.elements(),
                        "/sizes/" + axis);
            }
            lengths.put(axis, length);
        });
        Map<String, Integer> sizes = RandomInputs.sizes(function, lengths);
        Cost.check(budget, function.graph().nodes(), sizes);
        return sizes;
    }
}
