package dev.dscore.contract;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One function of the catalogue; its source, code and gradients are given only if it is asked for by name. */
public record FunctionAnswer(
        String name,
        @Schema(description = "In which the function comes, or what others it stands with") String course,
        String title,
        @Nullable String source,
        @Schema(ref = "#/components/schemas/DeclaredInputs") Map<String, Object> inputs,
        @Schema(ref = "#/components/schemas/Output") Object output,
        @Nullable String code,
        @Schema(description = "The names of gradients that may be asked for and submitted, with their shapes") @Nullable
                Map<String, String> gradients) {

    public record IntegerInput(String shape, String below, @Nullable String alias) {}

    public static FunctionAnswer brief(Catalogue.Entry entry) {
        FunctionDefinition function = entry.function();
        return new FunctionAnswer(
                entry.name(),
                entry.course(),
                entry.title(),
                null,
                inputs(function),
                output(function.outputs()),
                null,
                null);
    }

    public static FunctionAnswer whole(Catalogue.Entry entry) {
        FunctionDefinition function = entry.function();
        Map<String, String> gradients = new LinkedHashMap<>();
        function.named().forEach((name, shape) -> gradients.put(Derivation.gradientOf(name), shape.symbols()));
        return new FunctionAnswer(
                entry.name(),
                entry.course(),
                entry.title(),
                entry.source(),
                inputs(function),
                output(function.outputs()),
                function.code(),
                gradients);
    }

    private static Map<String, Object> inputs(FunctionDefinition function) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Declaration input : function.inputs()) {
            String shape = input.shape().symbols();
            Object declared = input.below().isEmpty()
                    ? shape
                    : new IntegerInput(
                            shape, input.below().get().toString(), input.alias().orElse(null));
            inputs.put(input.name(), declared);
        }
        return inputs;
    }

    private static Object output(List<String> outputs) {
        return outputs.size() == 1 ? outputs.get(0) : outputs;
    }
}
