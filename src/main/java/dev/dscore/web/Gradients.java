package dev.dscore.web;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.functions.InputException;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.verify.Coverage;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** From arrays that were sent to an answer with gradients, for whichever call. */
@Component
class Gradients {
    private final GradientService service;
    private final Meters meters;

    Gradients(GradientService service, Meters meters) {
        this.service = service;
        this.meters = meters;
    }

    interface Form {
        GradientsAnswer of(VerifiedGradients verified, Function function, List<String> names);
    }

    ResponseEntity<GradientsAnswer> answer(
            Function function,
            Binding binding,
            @Nullable List<@Nullable String> names,
            @Nullable CheckOptions check,
            Allowance allowance,
            Form form)
            throws NotFiniteException, TooCostlyException {
        GradientNames asked = GradientNames.of(function, names);
        Coverage coverage = CheckOptions.coverage(check);
        VerifiedGradients verified = service.gradients(function, binding, asked.values(), coverage, allowance);
        Account.current()
                .charge(bytes(verified.gradients().values())
                        + bytes(verified.values().values()));
        meters.computed(verified.timing());
        return ResponseEntity.ok()
                .header("Server-Timing", ServerTiming.of(verified.timing()))
                // for who asks for the arrays alone
                .header("Dscore-Check", verified.check().passed() ? "passed" : "failed")
                .body(form.of(verified, function, asked.names()));
    }

    /** How much memory these take. */
    static long bytes(Collection<Tensor> tensors) {
        return tensors.stream()
                .mapToLong(tensor -> (long) Double.BYTES * tensor.size())
                .sum();
    }

    /** @param place a JSON pointer to what holds the inputs */
    static Binding bind(Function function, Map<String, Tensor> inputs, Map<String, Tensor> upstream, String place) {
        try {
            return Binding.of(function, inputs, upstream);
        } catch (ArithmeticException e) {
            // of exact arithmetic with the lengths of axes
            throw new ApiException(
                    ProblemType.TOO_COSTLY, "a length or a count of entries is too large to compute with", null);
        } catch (InputException e) {
            ProblemType type =
                    switch (e.kind()) {
                        case MISSING -> ProblemType.MISSING_INPUT;
                        case UNKNOWN, UNKNOWN_UPSTREAM -> ProblemType.UNKNOWN_INPUT;
                        case SHAPE, UPSTREAM_SHAPE -> ProblemType.SHAPE_MISMATCH;
                        case LABEL -> ProblemType.LABEL_OUT_OF_RANGE;
                        case WHOLE_NUMBER -> ProblemType.NUMBER_OUT_OF_RANGE;
                        case NOT_FINITE, UPSTREAM_NOT_FINITE -> ProblemType.NOT_FINITE;
                        case MISSING_UPSTREAM -> ProblemType.MISSING_UPSTREAM;
                    };
            boolean handedDown =
                    switch (e.kind()) {
                        case MISSING_UPSTREAM, UNKNOWN_UPSTREAM, UPSTREAM_SHAPE, UPSTREAM_NOT_FINITE -> true;
                        default -> false;
                    };
            String index = e.index().stream().map(i -> "/" + i).collect(Collectors.joining());
            throw new ApiException(type, e.getMessage(), (handedDown ? "/upstream" : place) + "/" + e.input() + index);
        }
    }
}
