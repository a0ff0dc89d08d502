package dev.dscore.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.dscore.app.GradientsCall;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.lang.Warning;
import dev.dscore.problem.Printable;
import dev.dscore.verify.Check;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The response to a request for gradients.
 *
 * @param value the value of the output; if there are several outputs, their values by name
 * @param loss the value of the output named {@code loss}, if there is one
 * @param gradients the gradients by name, in the order of the request
 * @param warnings the warnings about the definition, if there are any
 * @param values the values of the outputs by name, for npz
 */
public record GradientsAnswer(
        @Schema(ref = "#/components/schemas/Value") @Nullable Object value,
        @Nullable SpelledArray loss,
        Map<String, SpelledArray> gradients,
        Check check,
        @Nullable List<Warning> warnings,
        @JsonIgnore Map<String, Tensor> values)
        implements HasArrays {

    /** Returns the response to the softmax layer's own call, which has a loss and no value. */
    public static GradientsAnswer ofLoss(GradientsCall call, VerifiedGradients verified, Spelling spelling) {
        SpelledArray loss = spelling.of(verified.values().get("loss"));
        return new GradientsAnswer(
                null, loss, chosen(call, verified, spelling), verified.check(), null, Map.of("loss", loss.tensor()));
    }

    public static GradientsAnswer of(GradientsCall call, VerifiedGradients verified, Spelling spelling) {
        Map<String, SpelledArray> values = new LinkedHashMap<>();
        verified.values().forEach((name, tensor) -> values.put(name, spelling.of(tensor)));
        boolean single = values.size() == 1;
        return new GradientsAnswer(
                single ? values.values().iterator().next() : values,
                values.get("loss"),
                chosen(call, verified, spelling),
                verified.check(),
                GradeAnswer.some(Printable.of(call.function().warnings())),
                single && !values.containsKey("loss")
                        ? Map.of("value", verified.values().values().iterator().next())
                        : verified.values());
    }

    private static Map<String, SpelledArray> chosen(GradientsCall call, VerifiedGradients verified, Spelling spelling) {
        Map<String, SpelledArray> gradients = new LinkedHashMap<>();
        for (String value : call.values()) {
            String name = Derivation.gradientOf(value);
            gradients.put(name, spelling.of(verified.gradients().get(name)));
        }
        return gradients;
    }

    /** Returns the gradients and the values of the outputs. */
    @Override
    public Map<String, Tensor> arrays() {
        Map<String, Tensor> arrays = new LinkedHashMap<>(values);
        arrays.putAll(tensors());
        return arrays;
    }

    /** Returns the gradients by name. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        gradients.forEach((name, array) -> tensors.put(name, array.tensor()));
        return tensors;
    }
}
