package dev.dscore.app;

import dev.dscore.array.Tensor;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.InputException;
import dev.dscore.functions.InputException.Kind;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Inputs that the request contains.
 *
 * @param pointer the JSON pointer to the inputs, for messages
 * @param inputs the inputs by the name under which each was sent
 * @param upstream the upstream gradients by output: the gradient of the final value with respect to that output
 */
public record Sent(String pointer, Map<String, Tensor> inputs, Map<String, Tensor> upstream) implements InputSource {
    private static final Set<Kind> OF_UPSTREAM =
            EnumSet.of(Kind.MISSING_UPSTREAM, Kind.UNKNOWN_UPSTREAM, Kind.UPSTREAM_SHAPE, Kind.UPSTREAM_NOT_FINITE);

    @Override
    public Binding bind(FunctionDefinition function, Engine engine) {
        try {
            return Binding.of(function, inputs, upstream);
        } catch (InputException e) {
            String place = OF_UPSTREAM.contains(e.kind()) ? "/upstream" : pointer;
            String index = e.index().stream().map(i -> "/" + i).collect(Collectors.joining());
            throw new RequestException(type(e.kind()), String.valueOf(e.getMessage()), place + "/" + e.input() + index);
        }
    }

    private static ProblemType type(Kind kind) {
        return switch (kind) {
            case MISSING -> ProblemType.MISSING_INPUT;
            case UNKNOWN, UNKNOWN_UPSTREAM -> ProblemType.UNKNOWN_INPUT;
            case SHAPE, UPSTREAM_SHAPE -> ProblemType.SHAPE_MISMATCH;
            case LABEL -> ProblemType.LABEL_OUT_OF_RANGE;
            case WHOLE_NUMBER -> ProblemType.NUMBER_OUT_OF_RANGE;
            case NOT_FINITE, UPSTREAM_NOT_FINITE -> ProblemType.NOT_FINITE;
            case MISSING_UPSTREAM -> ProblemType.MISSING_UPSTREAM;
        };
    }
}
