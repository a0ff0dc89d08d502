package dev.dscore.contract;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Ignored;
import dev.dscore.grade.Reading;
import dev.dscore.grade.Submission;
import dev.dscore.graph.Node;
import dev.dscore.lang.Nearest;
import dev.dscore.problem.Printable;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import dev.dscore.report.Reveal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields of a request for a grade that determine what is graded, and how. */
public record GradingOptions(
        @Nullable Map<String, @Nullable SubmittedArray> submitted,
        @Nullable String code,
        @Nullable JsonNode call,
        @Nullable Map<String, @Nullable Double> points,
        @Nullable String shapes,
        @Nullable Double followThrough,
        @Nullable ToleranceOptions tolerance,
        @Nullable String reveal) {
    private static final double DEFAULT_FOLLOW_THROUGH = 0.5;
    private static final double MOST_POINTS = 1e6;

    public record ToleranceOptions(
            @Schema(description = "Of each entry", defaultValue = "1e-5") @Nullable Double rtol,
            @Schema(description = "Of the largest magnitude in the reference; none by default") @Nullable Double atol,
            @Schema(allowableValues = {"float64", "float32", "float16"}) @Nullable String dtype) {}

    Reveal revealed() {
        String level = reveal == null ? "errors" : reveal;
        if (!Set.of("verdict", "errors", "answers").contains(level)) {
            throw invalid("reveal must be \"verdict\", \"errors\" or \"answers\"", "/reveal");
        }
        return Reveal.valueOf(level.toUpperCase(Locale.ROOT));
    }

    Submission submission(FunctionDefinition function) {
        double kept = followThrough == null ? DEFAULT_FOLLOW_THROUGH : followThrough;
        if (!(kept >= 0 && kept <= 1))
            throw invalid("follow_through is " + kept + "; it must be 0 … 1", "/follow_through");
        Set<String> known = known(function);
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        Map<String, Tolerance> tolerances = new LinkedHashMap<>();
        Map<String, String> unreadable = new LinkedHashMap<>();
        Map<String, Integer> nulls = new LinkedHashMap<>();
        List<Ignored> ignored = new ArrayList<>();
        Tolerance chosen = chosenTolerance();
        GradientsRequest.present(submitted).forEach((name, sent) -> {
            TypedTensor array = sent.array();
            if (!known.contains(name)) {
                if (ignored.size() < Ignored.MOST)
                    ignored.add(ignored(name, GradientNames.of(function).keySet()));
            } else if (array == null) {
                unreadable.put(name, name + sent.reason());
            } else {
                gradients.put(name, array.tensor());
                tolerances.put(name, chosen.widenedFor(array.dtype().numpy()));
                sent.firstNull().ifPresent(position -> nulls.put(name, position));
            }
        });
        Reading reading = new Reading(unreadable, nulls, ignored);
        return new Submission(
                gradients,
                reading,
                Optional.ofNullable(code),
                calls(),
                points(function),
                kept,
                chosen,
                tolerances,
                isSqueezed());
    }

    // gradients, and values of the forward pass
    private static Set<String> known(FunctionDefinition function) {
        Set<String> known = new LinkedHashSet<>(GradientNames.of(function).keySet());
        function.graph().names().forEach((name, node) -> {
            if (!(node instanceof Node.Input)) known.add(name);
        });
        return known;
    }

    private boolean isSqueezed() {
        if (shapes == null) return false;
        if (!Set.of("exact", "squeezed").contains(shapes)) {
            throw invalid("shapes must be \"exact\" or \"squeezed\"", "/shapes");
        }
        return shapes.equals("squeezed");
    }

    private List<String> calls() {
        if (call == null || call.isNull()) return List.of();
        List<String> calls = new ArrayList<>();
        for (JsonNode one : call.isArray() ? call : List.of(call)) {
            if (!one.isString()) throw invalid("call must be a string of Python, or a list of them", "/call");
            calls.add(one.stringValue());
        }
        if (!calls.isEmpty() && code == null) throw invalid("call runs after code, and there is no code", "/call");
        FunctionField.tooMuch(calls).ifPresent(detail -> {
            throw invalid(detail, "/call");
        });
        return calls;
    }

    private static Ignored ignored(String name, Set<String> known) {
        String shown = Printable.quoted(name);
        return new Ignored(shown, notKnown(shown, known));
    }

    private static String notKnown(String name, Set<String> known) {
        return name + " is not a gradient of this function" + Nearest.to(name, known);
    }

    private Map<String, Double> points(FunctionDefinition function) {
        Map<String, Double> worth = new LinkedHashMap<>();
        if (points == null) {
            for (String input : function.differentiable()) worth.put(Derivation.gradientOf(input), 1.0);
            return worth;
        }
        Set<String> known = known(function);
        points.forEach((name, value) -> {
            if (!known.contains(name)) {
                throw new RequestException(
                        ProblemType.UNKNOWN_NAME,
                        notKnown(name, GradientNames.of(function).keySet()),
                        RequestException.pointer("/points", name));
            }
            if (value == null || !(value >= 0 && value <= MOST_POINTS)) {
                throw invalid(
                        name + " is worth " + value + "; points are numbers from 0 on",
                        RequestException.pointer("/points", name));
            }
            worth.put(name, value);
        });
        return worth;
    }

    private Tolerance chosenTolerance() {
        if (tolerance == null) return Tolerance.DEFAULT;
        double rtol = tolerance.rtol == null ? Tolerance.DEFAULT.rtol() : tolerance.rtol;
        double atol = tolerance.atol == null ? Tolerance.DEFAULT.atol() : tolerance.atol;
        if (!(rtol >= 0 && rtol < 1))
            throw invalid("rtol is " + rtol + "; it must be at least 0 and less than 1", "/tolerance/rtol");
        if (!(atol >= 0 && atol < 1))
            throw invalid("atol is " + atol + "; it must be at least 0 and less than 1", "/tolerance/atol");
        String dtype = tolerance.dtype == null ? "float64" : tolerance.dtype;
        if (!Set.of("float64", "float32", "float16").contains(dtype)) {
            throw invalid("dtype must be \"float64\", \"float32\" or \"float16\"", "/tolerance/dtype");
        }
        return new Tolerance(rtol, atol).widenedFor(dtype);
    }

    private static RequestException invalid(String detail, String pointer) {
        return new RequestException(ProblemType.INVALID_OPTION, detail, pointer);
    }
}
