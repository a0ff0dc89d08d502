package dev.dscore.grade;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Limits;
import dev.dscore.tensor.Evaluator;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Claim;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.TooCostlyException;
import dev.dscore.verify.Verifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
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
        private @Nullable VerifiedGradients reference;

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
                run = Optional.of(run(submission.code().get(), function, binding));
                run.get()
                        .gradients()
                        .forEach((name, tensor) -> gradients.putIfAbsent(name, asGiven(name, tensor, binding)));
            }
            Set<String> names = new LinkedHashSet<>(submission.points().keySet());
            names.addAll(gradients.keySet());
            VerifiedGradients verified = reference(names);
            if (!verified.check().passed()) throw new UnverifiedException(verified.check());
            return new Grading(function, binding, submission.withGradients(gradients), run, verified).report(names);
        }

        private VerifiedGradients reference(Set<String> names) throws NotFiniteException, TooCostlyException {
            VerifiedGradients verified = reference;
            if (verified == null || !known.containsAll(names)) {
                known.addAll(names);
                List<String> values = known.stream().map(Grader::valueOf).toList();
                verified = service.gradients(function, binding, values, coverage);
                reference = verified;
            }
            return verified;
        }
    }

    private SubmittedCode run(String code, Function function, Binding binding) {
        List<String> names =
                function.named().keySet().stream().map(Derivation::gradientOf).toList();
        return SubmittedCode.run(code, limits, function, binding, names, evaluator, budget);
    }

    // code sees an input in its declared shape; its gradient counts in that shape, too
    private static Tensor asGiven(String name, Tensor tensor, Binding binding) {
        int[] given = binding.given().get(valueOf(name));
        Tensor declared = binding.inputs().tensors().get(valueOf(name));
        if (given == null || declared == null || !Arrays.equals(declared.shape(), tensor.shape())) return tensor;
        return tensor.reshaped(given);
    }

    private static String valueOf(String gradient) {
        return gradient.substring(Derivation.gradientOf("").length());
    }

    private final class Grading {
        private final Function function;
        private final Binding binding;
        private final Submission submission;
        private final Optional<SubmittedCode> run;
        private final VerifiedGradients reference;
        private final Graph backward;
        // the student's own values for the nodes of the backward pass
        private final Map<Node, Tensor> own = new HashMap<>();

        Grading(
                Function function,
                Binding binding,
                Submission submission,
                Optional<SubmittedCode> run,
                VerifiedGradients reference) {
            this.run = run;
            this.function = function;
            this.binding = binding;
            this.submission = submission;
            this.reference = reference;
            this.backward = reference.backward();
        }

        Report report(Set<String> names) throws TooCostlyException {
            List<String> inOrder = names.stream()
                    .sorted(Comparator.comparingInt(name -> backward.named(name).id()))
                    .toList();
            Map<String, Mark> marks = new HashMap<>();
            String firstError = null;
            for (String name : inOrder) {
                Mark mark = mark(name);
                marks.put(name, mark);
                if (firstError == null && mark.status().isWrongOnItsOwn()) firstError = name;
                if (mark.distance() != null && !mark.status().isRight()) own.put(backward.named(name), inFull(name));
            }
            List<Mark> listed = new ArrayList<>();
            for (String name : names) listed.add(marks.get(name));
            double score = listed.stream().mapToDouble(Mark::score).sum();
            double most = listed.stream().mapToDouble(Mark::maxScore).sum();
            boolean passed =
                    listed.stream().allMatch(mark -> mark.status().isRight() || mark.maxScore() == 0) && most > 0;
            return new Report(
                    score,
                    most,
                    passed,
                    firstError,
                    listed,
                    run.map(SubmittedCode::warnings).orElse(List.of()),
                    reference.check());
        }

        private Mark mark(String name) throws TooCostlyException {
            Tensor right = reference.gradients().get(name);
            Tensor submitted = submission.gradients().get(name);
            if (submitted == null) return missing(name);
            if (!Arrays.equals(submitted.shape(), right.shape())) {
                Shape declared = function.graph().named(valueOf(name)).shape();
                String message = new ShapeArgument(binding.inputs().lengths())
                        .of(name, submitted.shape(), valueOf(name), declared, right.shape());
                return mark(name, Status.WRONG_SHAPE, message, null, null);
            }
            int notFinite = firstNotFinite(submitted);
            if (notFinite >= 0) {
                String message = name + Arrays.toString(submitted.index(notFinite)) + " is "
                        + submitted.data()[notFinite]
                        + ": an exp that overflows, a log or a division at zero? Take the largest score out before exp.";
                return mark(name, Status.NOT_FINITE, message, null, null);
            }
            boolean[] accepted = submission.tolerance().accepted(submitted, right, rounding(name));
            Distance distance = Distance.between(submitted, right, accepted);
            if (distance.entriesWrong() == 0) return mark(name, Status.CORRECT, "Right.", distance, null);
            if (liesAtKinks(name, submitted, right, accepted)) {
                String message = "Right: where it differs the function has a kink, and this is a subgradient there.";
                return mark(name, Status.NOT_DIFFERENTIABLE, message, distance, null);
            }
            String culprit = follows(name);
            if (culprit != null) {
                String message = "Right given your " + culprit + ": the error is in " + culprit + ", not here.";
                return mark(name, Status.FOLLOWS, message, distance, null);
            }
            return wrong(name, submitted, right, distance);
        }

        private Mark missing(String name) {
            Optional<SubmittedCode.Failure> failure = run.flatMap(SubmittedCode::failure);
            if (failure.isEmpty()) return mark(name, Status.MISSING, name + " was not submitted.", null, null);
            String message = "The code stopped in line " + failure.get().line() + ", before " + name + ": "
                    + failure.get().sentence() + ".";
            return mark(name, Status.FAILED, message, null, null);
        }

        private Mark wrong(String name, Tensor submitted, Tensor right, Distance distance) {
            Tensor full = inFull(name);
            Mistake mistake = new Diagnosis(evaluator, random, function, backward)
                    .explain(
                            name,
                            full,
                            right.reshaped(full.shape()),
                            binding.inputs(),
                            Map.copyOf(own),
                            submission.tolerance())
                    .orElse(null);
            String multiple = multiple(submitted, right, distance.ratio());
            String message;
            if (mistake != null)
                message =
                        multiple.isEmpty() ? sentence(mistake.sentence()) : multiple + ": " + mistake.sentence() + ".";
            else if (!multiple.isEmpty()) message = multiple + ".";
            else {
                int wrong = distance.entriesWrong();
                message = wrong + " of " + right.size() + (wrong == 1 ? " entries is" : " entries are")
                        + " wrong; the worst is " + name + Arrays.toString(right.index(distance.worst())) + ".";
            }
            return mark(name, Status.WRONG, message, distance, mistake);
        }

        // Exactly 5 = N times the gradient
        private String multiple(Tensor submitted, Tensor right, double ratio) {
            if (right.size() < 2 || ratio == 0 || Math.abs(ratio - 1) < 1e-3) return "";
            double[] scaled =
                    Arrays.stream(right.data()).map(entry -> ratio * entry).toArray();
            if (!submission.tolerance().accepts(submitted, new Tensor(right.shape(), scaled))) return "";
            if (Math.abs(ratio + 1) < 1e-6) return "Exactly the gradient with the other sign";
            for (boolean over : new boolean[] {false, true}) {
                double length = over ? 1 / ratio : ratio;
                List<String> axes = binding.inputs().lengths().entrySet().stream()
                        .filter(axis -> axis.getValue() > 1 && Math.abs(length - axis.getValue()) < 1e-6 * length)
                        .map(Map.Entry::getKey)
                        .toList();
                if (axes.size() != 1) continue; // of two axes of this length neither is meant more
                if (over) return "Exactly 1/" + axes.get(0) + " of the gradient";
                return "Exactly " + Math.round(length) + " = " + axes.get(0) + " times the gradient";
            }
            double rounded = Math.rint(ratio * 1e6) / 1e6;
            String times = rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
            return "Exactly " + times + " times the gradient";
        }

        private static String sentence(String words) {
            return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
        }

        /** The latest of the student's own wrong values from which the right formula gives what was submitted. */
        private @Nullable String follows(String name) {
            Node node = backward.named(name);
            Set<Node> before = new LinkedHashSet<>(backward.needed(List.of(node)));
            before.retainAll(own.keySet());
            before.remove(node);
            if (before.isEmpty()) return null;
            Tensor given = evaluator
                    .evaluate(backward, binding.inputs(), List.of(node), own)
                    .get(node);
            if (!submission.tolerance().accepts(inFull(name), given)) return null;
            Node latest = before.stream().max(Comparator.comparingInt(Node::id)).orElseThrow();
            return submission.gradients().keySet().stream()
                    .filter(other -> backward.named(other) == latest)
                    .findFirst()
                    .orElseThrow();
        }

        /** Whether each disputed entry lies between the one-sided derivatives at a kink. */
        private boolean liesAtKinks(String name, Tensor submitted, Tensor right, boolean[] accepted)
                throws TooCostlyException {
            if (reference.check().byGradient().get(name).entriesNotDifferentiable() == 0) return false;
            double[] disputed = right.data().clone();
            for (int i = 0; i < disputed.length; i++) {
                if (!accepted[i]) disputed[i] = submitted.data()[i];
            }
            Node value = function.graph().named(valueOf(name));
            Tensor claimed = new Tensor(value.shape().in(binding.inputs().lengths()), disputed);
            Claim claim = new Claim(value, claimed, rounding(name));
            return verifier.check(
                            function.graph(),
                            function.objective(),
                            binding.inputs(),
                            new LinkedHashMap<>(Map.of(name, claim)),
                            Coverage.EVERY_ENTRY)
                    .passed();
        }

        private Claim.Rounding rounding(String name) {
            return Claim.Rounding.of(backward, backward.named(name), binding.inputs());
        }

        // in the declared shape, with leading axes of length 1
        private Tensor inFull(String name) {
            Tensor submitted = submission.gradients().get(name);
            return submitted.reshaped(
                    backward.named(name).shape().in(binding.inputs().lengths()));
        }

        private Mark mark(
                String name, Status status, String message, @Nullable Distance distance, @Nullable Mistake mistake) {
            double most = submission.points().getOrDefault(name, 0.0);
            double kept = status.isRight() ? 1 : status == Status.FOLLOWS ? submission.followThrough() : 0;
            return new Mark(
                    name,
                    status,
                    most * kept,
                    most,
                    message,
                    submission.gradients().get(name),
                    reference.gradients().get(name),
                    distance,
                    mistake);
        }

        private static int firstNotFinite(Tensor tensor) {
            for (int i = 0; i < tensor.size(); i++) {
                if (!Double.isFinite(tensor.data()[i])) return i;
            }
            return -1;
        }
    }
}
