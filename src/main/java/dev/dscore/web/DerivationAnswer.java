package dev.dscore.web;

import dev.dscore.calculus.Step;
import dev.dscore.functions.Function;
import dev.dscore.lang.Warning;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A backward pass to read. */
record DerivationAnswer(
        List<Line> steps,
        @Schema(description = "The whole backward pass as one program over the values of the forward pass")
                String numpy,
        @Schema(description = "The same, typeset") String latex,
        @Schema(description = "What numpy needs before it in Python") String preamble,
        @Nullable List<Warning> warnings) {
    private static final String PREAMBLE =
            """
            import numpy as np
            from scipy.special import expit, log_softmax, logsumexp, softmax

            def one_hot(y, C):
                return np.eye(C)[y]
            """;

    /** @param lengths the shape in numbers, where sizes were given */
    record Line(
            String name,
            String shape,
            @Nullable List<Integer> lengths,
            String numpy,
            String latex,
            List<String> because,
            @Nullable String dimensions,
            @Nullable String why) {
        static Line of(Step step, @Nullable Map<String, Integer> sizes) {
            List<Integer> lengths = sizes == null
                    ? null
                    : Arrays.stream(step.shape().in(sizes)).boxed().toList();
            return new Line(
                    step.name(),
                    step.shape().symbols(),
                    lengths,
                    step.numpy(),
                    step.latex(),
                    step.because(),
                    step.dimensions(),
                    step.why());
        }
    }

    static DerivationAnswer of(Function function, List<Step> steps, @Nullable Map<String, Integer> sizes) {
        return new DerivationAnswer(
                steps.stream().map(step -> Line.of(step, sizes)).toList(),
                steps.stream().map(Step::numpy).collect(Collectors.joining("\n")),
                steps.stream()
                        .map(step -> step.latex().replaceFirst(" = ", " &= "))
                        .collect(Collectors.joining(" \\\\\n", "\\begin{aligned}\n", "\n\\end{aligned}")),
                PREAMBLE,
                Printable.of(function.warnings()));
    }
}
