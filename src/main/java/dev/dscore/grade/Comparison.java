package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A submission and what it is compared with.
 *
 * @param run what its code computed
 * @param arrays names of the gradients that were sent as arrays
 * @param causes of what the code computed and is not finite
 * @param forward values of the forward pass that are graded, too
 * @param scales by name, the multiple of the gradient that was submitted; in {@code submission} its factor is divided out
 * @param asSent by name, the gradients before that division
 */
record Comparison(
        FunctionDefinition function,
        Binding binding,
        Submission submission,
        Optional<SubmittedCode> run,
        Set<String> arrays,
        Map<String, Optional<String>> causes,
        Reference reference,
        Map<String, Tensor> forward,
        Map<String, Scales.Scale> scales,
        Map<String, Tensor> asSent) {
    /** Returns the comparison of {@code other}, in which the gradients with a scale are divided by its factor. */
    Comparison with(Submission other, Map<String, Scales.Scale> scales) {
        return new Comparison(
                function, binding, other, run, arrays, causes, reference, forward, scales, submission.gradients());
    }

    /** Returns what was submitted, without regard to scales. */
    Tensor sent(String name) {
        return asSent.getOrDefault(name, submission.gradients().get(name));
    }

    Graph backward() {
        return reference.backward();
    }

    /** Whether this is a value of the forward pass, and no gradient. */
    boolean isValue(String name) {
        return forward.containsKey(name);
    }

    Tensor right(String name) {
        return isValue(name) ? forward.get(name) : reference.of(name);
    }

    /** The shape that the function declares, in symbols. */
    Shape declared(String name) {
        String value = isValue(name) ? name : Grader.valueOf(name);
        return function.graph().named(value).shape();
    }

    /** What was submitted in the declared shape, with leading axes of length 1. */
    Tensor inFull(String name) {
        Tensor submitted = submission.gradients().get(name);
        return submitted.reshaped(
                backward().named(name).shape().in(binding.inputs().lengths()));
    }

    /** Why what was submitted is no array of numbers. */
    Optional<String> unreadable(String name) {
        if (submission.gradients().containsKey(name)) return Optional.empty();
        return Optional.ofNullable(submission.reading().unreadable().get(name))
                .or(() -> run.map(ran -> ran.unreadable().get(name)));
    }

    /** What stopped the code before all that assigns or changes it had run. */
    Optional<SubmittedCode.Failure> failureBefore(String name) {
        if (submission.gradients().get(name) != null) return Optional.empty();
        return run.map(ran -> ran.pending().get(name));
    }

    /** Returns whether a gradient was sent as an array, and not assigned by code. */
    boolean isSent(String name) {
        return arrays.contains(name);
    }

    /** Names that the function has not, with what each was probably meant for, and variables of the submission's own. */
    List<Ignored> ignored(Map<String, String> variables) {
        List<Ignored> ignored = ignored();
        variables.forEach((name, message) -> ignored.add(new Ignored(name, message)));
        return ignored.subList(0, Math.min(Ignored.MOST, ignored.size()));
    }

    /** Names that the function has not, with what each was probably meant for. */
    List<Ignored> ignored() {
        List<Ignored> ignored = new ArrayList<>(submission.reading().ignored());
        run.ifPresent(ran -> ran.ignored().forEach((name, message) -> ignored.add(new Ignored(name, message))));
        return ignored;
    }
}
