package dev.dscore.grade;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.lang.Limits;
import dev.dscore.tensor.Evaluator;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Memory;
import dev.dscore.verify.TooCostlyException;
import dev.dscore.verify.Verifier;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Marks submitted gradients against verified ones: what is right, where it first went wrong, and why. */
public final class Grader {
    private final GradientService service;
    private final Evaluator evaluator;
    private final Verifier verifier;
    private final RandomInputs random;
    private final Budget budget;
    private final Limits limits;

    /** @param limits of submitted code */
    public Grader(
            GradientService service,
            Evaluator evaluator,
            Verifier verifier,
            RandomInputs random,
            Budget budget,
            Limits limits) {
        this.budget = budget;
        this.limits = limits;
        this.service = service;
        this.evaluator = evaluator;
        this.verifier = verifier;
        this.random = random;
    }

    /**
     * @throws UnverifiedException where the reference does not pass its own check
     * @throws NotFiniteException where the reference leaves the finite numbers
     * @throws TooCostlyException where the check costs more than the budget allows
     */
    public Report grade(Function function, Binding binding, Submission submission, Coverage coverage)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        return session(function, binding, coverage).grade(submission);
    }

    /** Many submissions to one function at the same inputs: the reference is derived and verified once. */
    public Session session(Function function, Binding binding, Coverage coverage) {
        return new Session(function, binding, coverage);
    }

    /** Not for use by several threads at a time. */
    public final class Session {
        private final Function function;
        private final Binding binding;
        private final Coverage coverage;
        private final Set<String> known = new LinkedHashSet<>();
        private @Nullable Reference reference;

        private Session(Function function, Binding binding, Coverage coverage) {
            this.function = function;
            this.binding = binding;
            this.coverage = coverage;
        }

        /** See {@link Grader#grade}. */
        public Report grade(Submission submission) throws UnverifiedException, NotFiniteException, TooCostlyException {
            Optional<SubmittedCode> run = Optional.empty();
            Map<String, Tensor> gradients = new LinkedHashMap<>(submission.gradients());
            if (submission.code().isPresent()) {
                // code sees an input in its declared shape; its gradient counts in that shape, too
                run = Optional.of(run(submission.code().get(), function, binding));
                run.get()
                        .gradients()
                        .forEach((name, tensor) -> gradients.putIfAbsent(name, binding.asGiven(valueOf(name), tensor)));
            }
            if (binding.given().isEmpty())
                gradients.replaceAll((name, tensor) -> binding.asGiven(valueOf(name), tensor));
            Set<String> names = new LinkedHashSet<>(submission.points().keySet());
            names.addAll(gradients.keySet());
            Reference verified = reference(names);
            Map<String, Integer> lengths = binding.inputs().lengths();
            try (Memory.Held held = budget.hold(verified.gradients.backward(), lengths)) {
                return new Grading(
                                evaluator,
                                verifier,
                                function,
                                binding,
                                submission.withGradients(gradients),
                                run,
                                verified.gradients,
                                verified.diagnosis)
                        .report(names);
            }
        }

        private Reference reference(Set<String> names)
                throws UnverifiedException, NotFiniteException, TooCostlyException {
            Reference verified = reference;
            if (verified == null || !known.containsAll(names)) {
                known.addAll(names);
                List<String> values = known.stream().map(Grader::valueOf).toList();
                VerifiedGradients gradients = service.gradients(function, binding, values, coverage);
                if (!gradients.check().passed()) throw new UnverifiedException(gradients.check());
                Diagnosis diagnosis =
                        new Diagnosis(evaluator, random, function, gradients.backward(), binding.inputs());
                reference = verified = new Reference(gradients, diagnosis);
            }
            return verified;
        }

        private record Reference(VerifiedGradients gradients, Diagnosis diagnosis) {}
    }

    private SubmittedCode run(String code, Function function, Binding binding) {
        List<String> names =
                function.named().keySet().stream().map(Derivation::gradientOf).toList();
        return SubmittedCode.run(code, limits, function, binding, names, evaluator, budget);
    }

    static String valueOf(String gradient) {
        return gradient.substring(Derivation.gradientOf("").length());
    }
}
