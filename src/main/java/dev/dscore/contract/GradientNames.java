package dev.dscore.contract;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The gradients that a request asks for.
 *
 * @param valueOf the values by the names of their gradients, in the order of the request
 */
record GradientNames(Map<String, String> valueOf) {
    static GradientNames of(FunctionDefinition function, @Nullable List<@Nullable String> asked) {
        Map<String, String> known = of(function);
        Map<String, String> chosen = new LinkedHashMap<>();
        if (asked == null) {
            for (String value : function.differentiable()) chosen.put(Derivation.gradientOf(value), value);
            return new GradientNames(chosen);
        }
        for (int i = 0; i < asked.size(); i++) {
            String name = asked.get(i);
            if (name == null || !known.containsKey(name)) {
                throw new RequestException(
                        ProblemType.UNKNOWN_NAME,
                        name + " is not a gradient of this function; there are " + String.join(", ", known.keySet()),
                        "/gradients/" + i);
            }
            chosen.put(name, known.get(name));
        }
        return new GradientNames(chosen);
    }

    /** Returns every gradient of the function, with the value that it is the gradient of. */
    static Map<String, String> of(FunctionDefinition function) {
        Map<String, String> known = new LinkedHashMap<>();
        for (String value : function.named().keySet()) known.put(Derivation.gradientOf(value), value);
        return known;
    }

    List<String> names() {
        return new ArrayList<>(valueOf.keySet());
    }

    List<String> values() {
        return new ArrayList<>(valueOf.values());
    }
}
