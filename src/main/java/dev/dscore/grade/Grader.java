package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Made;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.diagnosis.Diagnosis;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.graph.Cost;
import dev.dscore.lang.Limits;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Marks submitted gradients against verified ones: what is right, where it first went wrong, and why. */
public final class Grader {
    private final GradientService service;
    private final Evaluator evaluator;
    private final RandomInputs random;
    private final Budget budget;
    private final Limits limits;

    /** @param limits of submitted code */
    public Grader(GradientService service, Evaluator evaluator, RandomInputs random, Budget budget, Limits limits) {
        this.budget = budget;
        this.limits = limits;
        this.service = service;
        this.evaluator = evaluator;
        this.random = random;
    }

    /**
     * @throws UnverifiedException where no gradient with points can be determined
     * @throws NotFiniteException where the function's value is not finite
     * @throws TooCostlyException where the check costs more than the budget allows
     */
    public Report grade(
            FunctionDefinition function, Binding binding, Submission submission, Coverage coverage, Allowance allowance)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        return session(function, binding, coverage).grade(submission, allowance);
    }

    /** Many submissions to one function at the same inputs: the reference is derived and verified once. */
    public Session session(FunctionDefinition function, Binding binding, Coverage coverage) {
        return new Session(function, binding, coverage);
    }

    /** Not for use by several threads at a time. */
    public final class Session {
        private final FunctionDefinition function;
        private final Binding binding;
        private final Coverage coverage;
        // by the names with points
        private final Map<Set<String>, Made<Graded>> references = new HashMap<>();

        private record Graded(Reference reference, Diagnosis diagnosis) {}

        private Session(FunctionDefinition function, Binding binding, Coverage coverage) {
            this.function = function;
            this.binding = binding;
            this.coverage = coverage;
        }

        /** See {@link Grader#grade}. */
        public Report grade(Submission submission, Allowance allowance)
                throws UnverifiedException, NotFiniteException, TooCostlyException {
            Optional<SubmittedCode> run = Optional.empty();
            Map<String, Optional<String>> causes = Map.of();
            Map<String, Tensor> gradients = new LinkedHashMap<>(submission.gradients());
            if (submission.code().isPresent()) {
                // code sees an input in its declared shape; its gradient counts in that shape, too
                run = Optional.of(run(
                        submission.code().get(),
                        submission.calls(),
                        ForwardValues.in(function, submission.points().keySet()),
                        function,
                        binding,
                        allowance.part()));
                causes = new HashMap<>(run.get().causes());
                causes.keySet().removeAll(gradients.keySet());
                run.get().gradients().forEach((name, tensor) -> gradients.putIfAbsent(name, asGiven(name, tensor)));
            }
            if (binding.given().isEmpty()) gradients.replaceAll(this::asGiven);
            Set<String> asked = new LinkedHashSet<>(submission.points().keySet());
            asked.addAll(gradients.keySet());
            Set<String> values = ForwardValues.in(function, asked);
            Map<String, Tensor> forward = ForwardValues.computed(function, binding, values, evaluator, budget);
            Map<String, Double> points = new LinkedHashMap<>(submission.points());
            points.keySet().removeAll(values);
            Graded against = against(points, allowance);
            Reference verified = against.reference();
            Set<String> names = new LinkedHashSet<>(submission.points().keySet());
            Map<String, String> unproven = new LinkedHashMap<>();
            Allowance beside = allowance.part();
            Set<String> submitted = new LinkedHashSet<>(gradients.keySet());
            submitted.addAll(submission.reading().unreadable().keySet());
            for (String name : submitted) {
                String reason = values.contains(name) ? "" : verified.reasonAgainst(name, beside);
                if (reason.isEmpty()) names.add(name);
                else unproven.put(name, reason);
            }
            if (submission.squeezed()) {
                for (String name : names) {
                    int[] right = (values.contains(name) ? forward.get(name) : verified.of(name)).shape();
                    gradients.computeIfPresent(name, (same, tensor) -> squeezed(tensor, right));
                }
            }
            try (Memory.Held held = Cost.hold(
                    budget, verified.backward().nodes(), binding.inputs().lengths())) {
                Comparison comparison = new Comparison(
                        function,
                        binding,
                        submission.withGradients(gradients),
                        run,
                        submission.gradients().keySet(),
                        causes,
                        verified,
                        forward,
                        Map.of(),
                        Map.of());
                return Grading.of(evaluator, comparison, against.diagnosis(), allowance, beside, names)
                        .report(names, unproven);
            }
        }

        private Tensor asGiven(String name, Tensor tensor) {
            return ForwardValues.isValue(function, name) ? tensor : binding.asGiven(valueOf(name), tensor);
        }

        // in the right shape, where it differs by axes of length 1 only
        private static Tensor squeezed(Tensor tensor, int[] right) {
            boolean same = Arrays.equals(ShapeArgument.withoutOnes(tensor.shape()), ShapeArgument.withoutOnes(right));
            return same ? tensor.reshaped(right) : tensor;
        }

        private Graded against(Map<String, Double> points, Allowance allowance)
                throws UnverifiedException, NotFiniteException, TooCostlyException {
            Graded against = referenceOf(new LinkedHashSet<>(points.keySet()), allowance);
            Reference reference = against.reference();
            boolean usable = points.entrySet().stream()
                    .anyMatch(worth -> worth.getValue() > 0
                            && reference.proof(worth.getKey()).isUsable());
            boolean worthless = points.values().stream().allMatch(worth -> worth == 0);
            if (!usable && !worthless) {
                String first = points.entrySet().stream()
                        .filter(worth -> worth.getValue() > 0)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow();
                throw new UnverifiedException(
                        first,
                        Reference.reason(reference.proof(first)),
                        reference.verified().check());
            }
            return against;
        }

        private Graded referenceOf(Set<String> pointed, Allowance allowance)
                throws NotFiniteException, TooCostlyException {
            Made<Graded> known = references.get(pointed);
            if (known != null) return known.chargedTo(allowance);
            Made.Making making = Made.making(allowance);
            Reference verified = new Reference(service, function, binding, coverage, pointed, allowance);
            Diagnosis diagnosis = new Diagnosis(evaluator, random, function, verified.backward(), binding.inputs());
            known = making.of(pointed, new Graded(verified, diagnosis));
            references.put(pointed, known);
            return known.value();
        }
    }

    private SubmittedCode run(
            String code,
            List<String> calls,
            Set<String> values,
            FunctionDefinition function,
            Binding binding,
            Allowance allowance) {
        List<String> names = new ArrayList<>(
                function.named().keySet().stream().map(Derivation::gradientOf).toList());
        names.addAll(values);
        return SubmittedCode.run(code, calls, limits, function, binding, names, evaluator, budget, allowance);
    }

    static String valueOf(String gradient) {
        return gradient.substring(Derivation.gradientOf("").length());
    }
}
