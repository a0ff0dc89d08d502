package dev.dscore.grade;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One submission, held against the reference. */
final class Grading {
    private static final double OVERFLOWS_EXP = Math.log(Double.MAX_VALUE);

    private final Evaluator evaluator;
    private final Verifier verifier;
    private final Function function;
    private final Binding binding;
    private final Submission submission;
    private final Optional<SubmittedCode> run;
    private final VerifiedGradients reference;
    private final Diagnosis diagnosis;
    private final Graph backward;
    // the student's own values, where they are wrong
    private final Map<String, Tensor> own = new LinkedHashMap<>();

    Grading(
            Evaluator evaluator,
            Verifier verifier,
            Function function,
            Binding binding,
            Submission submission,
            Optional<SubmittedCode> run,
            VerifiedGradients reference,
            Diagnosis diagnosis) {
        this.evaluator = evaluator;
        this.verifier = verifier;
        this.run = run;
        this.function = function;
        this.binding = binding;
        this.submission = submission;
        this.reference = reference;
        this.diagnosis = diagnosis;
        this.backward = reference.backward();
    }

    Report report(Set<String> names) throws TooCostlyException {
        long start = System.nanoTime();
        List<String> inOrder = names.stream()
                .sorted(Comparator.comparingInt(name -> backward.named(name).id()))
                .toList();
        Map<String, Mark> marks = new HashMap<>();
        String firstError = null;
        for (String name : inOrder) {
            Mark mark = mark(name);
            marks.put(name, mark);
            if (firstError == null && mark.status().isWrongOnItsOwn()) firstError = name;
            if (mark.distance() != null && !mark.status().isRight()) own.put(name, inFull(name));
        }
        List<Mark> listed = new ArrayList<>();
        for (String name : names) listed.add(marks.get(name));
        double score = listed.stream().mapToDouble(Mark::score).sum();
        double most = listed.stream().mapToDouble(Mark::maxScore).sum();
        boolean passed = listed.stream().allMatch(mark -> mark.status().isRight() || mark.maxScore() == 0) && most > 0;
        return new Report(
                score,
                most,
                passed,
                firstError,
                listed,
                inOrder,
                listing(firstError),
                run.map(SubmittedCode::warnings).orElse(List.of()),
                reference.check(),
                reference.timing().withDiagnose(System.nanoTime() - start));
    }

    private Optional<Listing> listing(@Nullable String firstError) {
        return submission
                .code()
                .flatMap(code -> run.map(ran -> {
                    Optional<Integer> failed = ran.failure().map(SubmittedCode.Failure::line);
                    Integer wrong = firstError == null ? null : ran.lines().get(firstError);
                    return new Listing(code, failed.or(() -> Optional.ofNullable(wrong)));
                }));
    }

    private Mark mark(String name) throws TooCostlyException {
        Tensor right = reference.gradients().get(name);
        Tensor submitted = submission.gradients().get(name);
        if (submitted == null) return missing(name);
        if (!Arrays.equals(submitted.shape(), right.shape())) {
            Shape declared = function.graph().named(Grader.valueOf(name)).shape();
            String message = new ShapeArgument(binding.inputs().lengths())
                    .of(name, submitted.shape(), Grader.valueOf(name), declared, right.shape());
            return mark(name, Status.WRONG_SHAPE, message, null, null);
        }
        int notFinite = firstNotFinite(submitted);
        if (notFinite >= 0) {
            String message = name + Arrays.toString(submitted.index(notFinite)) + " is "
                    + submitted.data()[notFinite] + ": " + causeOfNotFinite();
            return mark(name, Status.NOT_FINITE, message, null, null);
        }
        boolean[] accepted = submission.toleranceOf(name).accepted(submitted, right, rounding(name));
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

    /** The forward value whose exponential overflows, or that is zero where a log or a division takes it. */
    private String causeOfNotFinite() {
        Map<String, Node> values = new LinkedHashMap<>();
        function.graph().names().forEach((name, node) -> {
            if (node instanceof Node.Apply && node.shape().rank() > 0) values.put(name, node);
        });
        Map<Node, Tensor> computed =
                evaluator.evaluate(function.graph(), binding.inputs(), new LinkedHashSet<>(values.values()));
        for (var value : values.entrySet()) {
            double largest =
                    Arrays.stream(computed.get(value.getValue()).data()).max().orElse(0);
            if (largest <= OVERFLOWS_EXP) continue;
            return String.format(
                    Locale.ROOT,
                    "%s reaches %.0f, and exp overflows beyond 709: take the largest of each row out before exp.",
                    value.getKey(),
                    largest);
        }
        return "a log or a division at zero, or an exp that overflows?";
    }

    private Mark missing(String name) {
        Optional<SubmittedCode.Failure> failure = run.flatMap(SubmittedCode::failure);
        if (failure.isEmpty()) return mark(name, Status.MISSING, name + " was not submitted.", null, null);
        String reason = failure.get().sentence();
        String message = "The code stopped in line " + failure.get().line() + ", before " + name + ": " + reason
                + (reason.endsWith("?") ? "" : ".");
        return mark(name, Status.FAILED, message, null, null);
    }

    private Mark wrong(String name, Tensor submitted, Tensor right, Distance distance) {
        Tensor full = inFull(name);
        Diagnosis.Question question = new Diagnosis.Question(
                full, right.reshaped(full.shape()), Map.copyOf(own), submission.toleranceOf(name));
        Mistake mistake = diagnosis.explain(name, question).orElse(null);
        String multiple = multiple(submitted, right, distance.ratio(), submission.toleranceOf(name));
        String message;
        if (mistake != null)
            message = multiple.isEmpty() ? sentence(mistake.sentence()) : multiple + ": " + mistake.sentence() + ".";
        else if (!multiple.isEmpty()) message = multiple + ".";
        else {
            int wrong = distance.entriesWrong();
            message = wrong + " of " + right.size() + (wrong == 1 ? " entries is" : " entries are")
                    + " wrong; the worst is " + name + Arrays.toString(right.index(distance.worst())) + ".";
        }
        return mark(name, Status.WRONG, message, distance, mistake);
    }

    // Exactly 5 = N times the gradient
    private String multiple(Tensor submitted, Tensor right, double ratio, Tolerance tolerance) {
        if (right.size() < 2 || ratio == 0 || Math.abs(ratio - 1) < 1e-3) return "";
        double[] scaled =
                Arrays.stream(right.data()).map(entry -> ratio * entry).toArray();
        if (!tolerance.accepts(submitted, new Tensor(right.shape(), scaled))) return "";
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
        Map<Node, Tensor> before = new HashMap<>();
        own.forEach((other, value) -> before.put(backward.named(other), value));
        before.keySet().retainAll(backward.needed(List.of(node)));
        before.remove(node);
        if (before.isEmpty()) return null;
        Tensor given = evaluator
                .evaluate(backward, binding.inputs(), List.of(node), before)
                .get(node);
        if (!submission.toleranceOf(name).accepts(inFull(name), given)) return null;
        return own.keySet().stream()
                .filter(other -> before.containsKey(backward.named(other)))
                .max(Comparator.comparingInt(other -> backward.named(other).id()))
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
        Node value = function.graph().named(Grader.valueOf(name));
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
                function.graph().named(Grader.valueOf(name)).shape(),
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
