package dev.dscore.contract;

import dev.dscore.app.DerivationCall;
import dev.dscore.calculus.Step;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.lang.Warning;
import dev.dscore.problem.Printable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The response with a backward pass to read. */
public record DerivationAnswer(
        List<Line> steps,
        @Schema(description = "The whole backward pass as one program over the values of the forward pass")
                String numpy,
        @Schema(description = "The same, typeset") String latex,
        @Schema(description = "What numpy needs before it in Python") String preamble,
        @Schema(
                        description =
                                "The lengths of axes for which loops are unrolled and conditions decided; not there where the"
                                        + " steps hold for all lengths")
                @Nullable
                Map<String, Integer> unrolledFor,
        @Nullable List<Warning> warnings) {
    private static final String PREAMBLE =
            """
            import numpy as np
            from scipy.special import expit, log_softmax, logsumexp, softmax

            def one_hot(y, C):
                return np.eye(C)[y]
            """;

    /** @param lengths the shape in numbers, if sizes were given */
    public record Line(
            String name,
            String shape,
            @Nullable List<Integer> lengths,
            String numpy,
            String latex,
            List<String> because,
            @Nullable String dimensions,
            @Nullable String why) {
        static Line of(Step step, Optional<Map<String, Integer>> sizes) {
            List<Integer> lengths = sizes.map(known ->
                            Arrays.stream(step.shape().in(known)).boxed().toList())
                    .orElse(null);
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

    private static String preamble(List<Step> steps) {
        boolean erf = steps.stream().anyMatch(step -> step.numpy().contains("erf("));
        return erf ? PREAMBLE.replace("import expit,", "import erf, expit,") : PREAMBLE;
    }

    public static DerivationAnswer of(FunctionDefinition function, DerivationCall.Derived derived) {
        List<Step> steps = derived.steps();
        return new DerivationAnswer(
                steps.stream().map(step -> Line.of(step, derived.lengths())).toList(),
                steps.stream().map(Step::numpy).collect(Collectors.joining("\n")),
                steps.stream()
                        .map(step -> step.latex().replaceFirst(" = ", " &= "))
                        .collect(Collectors.joining(" \\\\\n", "\\begin{aligned}\n", "\n\\end{aligned}")),
                preamble(steps),
                function.lengths().isEmpty() ? null : new TreeMap<>(function.lengths()),
                GradeAnswer.some(Printable.of(function.warnings())));
    }
}
