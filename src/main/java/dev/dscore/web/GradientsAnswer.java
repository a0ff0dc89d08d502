package dev.dscore.web;

import dev.dscore.array.Tensor;
import dev.dscore.functions.Function;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.lang.Warning;
import dev.dscore.verify.Check;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request for gradients.
 *
 * @param value of the output; where there are several, by name
 * @param loss the same, where the output has that name
 * @param warnings of the definition, where there are any
 */
record GradientsAnswer(
        @Schema(ref = "#/components/schemas/Value") @Nullable Object value,
        @Nullable Tensor loss,
        Map<String, Tensor> gradients,
        Check check,
        @Nullable List<Warning> warnings)
        implements NpzConverter.Arrays, HtmlConverter.Shown {

    @Override
    public ReportView view(ReportView.Detail detail) {
        return ReportView.of(this, detail);
    }

    static GradientsAnswer ofLoss(VerifiedGradients verified, Function function, Collection<String> names) {
        Tensor loss = verified.values().get("loss");
        return new GradientsAnswer(null, loss, chosen(verified, names), verified.check(), null);
    }

    /** @param names which gradients are returned, in this order */
    static GradientsAnswer of(VerifiedGradients verified, Function function, Collection<String> names) {
        Map<String, Tensor> values = verified.values();
        Object value = values.size() == 1 ? values.values().iterator().next() : values;
        List<Warning> warnings = Printable.of(function.warnings());
        return new GradientsAnswer(value, values.get("loss"), chosen(verified, names), verified.check(), warnings);
    }

    /** The gradients, and the values of the outputs by their names. */
    @Override
    public Map<String, Tensor> arrays() {
        Map<String, Tensor> arrays = new LinkedHashMap<>();
        if (value instanceof Tensor tensor && loss == null) arrays.put("value", tensor);
        if (value instanceof Map<?, ?> values)
            values.forEach((name, tensor) -> arrays.put((String) name, (Tensor) tensor));
        if (loss != null) arrays.put("loss", loss);
        arrays.putAll(gradients);
        return arrays;
    }

    private static Map<String, Tensor> chosen(VerifiedGradients verified, Collection<String> names) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (String name : names) gradients.put(name, verified.gradients().get(name));
        return gradients;
    }
}
