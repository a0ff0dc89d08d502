package dev.dscore.grade;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.diagnosis.Diagnosis;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.diagnosis.Yardstick;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Stop;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Proof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One submission, held against the reference. */
final class Grading {
    // an entry of which rounding may be more than this part tells nothing of a slip
    private static final double TELLING = 0x1p-3;

    private final Evaluator evaluator;
    private final Function function;
    private final Binding binding;
    private final Submission submission;
    private final Optional<SubmittedCode> run;
    private final Map<String, Optional<String>> causes;
    private final Reference reference;
    private final Map<String, Tensor> forward;
    private final Diagnosis diagnosis;
    // for the explanations
    private final Allowance effort;
    private final Graph backward;
    private final Yardsticks yardsticks;
    private final AtKinks atKinks;
    private final FollowThrough followThrough;

    /**
     * @param causes of what the code computed and is not finite
     * @param forward values of the forward pass that are graded, too
     * @param beside for gradients without points
     */
    Grading(
            Evaluator evaluator,
            Function function,
            Binding binding,
            Submission submission,
            Optional<SubmittedCode> run,
            Map<String, Optional<String>> causes,
            Reference reference,
            Map<String, Tensor> forward,
            Diagnosis diagnosis,
            Allowance allowance,
            Allowance beside) {
        this.evaluator = evaluator;
        this.run = run;
        this.causes = causes;
        this.function = function;
        this.binding = binding;
        this.submission = submission;
        this.reference = reference;
        this.forward = forward;
        this.diagnosis = diagnosis;
        this.yardsticks = new Yardsticks(submission, reference, allowance.part(), beside);
        this.atKinks = new AtKinks(submission, reference, yardsticks);
        this.followThrough = new FollowThrough(evaluator, function, binding, submission, reference, allowance.part());
        this.effort = diagnosis.effort(allowance);
        this.backward = reference.backward();
    }

    /**
     * @param names of the gradients to be marked
     * @param unproven why others that were submitted are not marked, by name
     */
    Report report(Set<String> names, Map<String, String> unproven) {
        long start = System.nanoTime();
        List<String> inOrder = names.stream()
                .sorted(Comparator.comparingInt(name -> backward.named(name).id()))
                .toList();
        Map<String, Mark> marks = new HashMap<>();
        for (String name : inOrder) {
            Mark mark = marked(name);
            marks.put(name, mark);
            boolean value = forward.containsKey(name);
            if (!value && mark.distance() != null && !mark.status().isRight() && isHandedOn(backward.named(name)))
                followThrough.add(name, inFull(name));
        }
        List<Mark> listed = new ArrayList<>();
        for (String name : names) listed.add(marks.get(name));
        double score = listed.stream().mapToDouble(Mark::score).sum();
        double most = listed.stream().mapToDouble(Mark::maxScore).sum();
        boolean passed = listed.stream().allMatch(mark -> mark.status().isRight() || mark.maxScore() == 0) && most > 0;
        String firstError = firstError(inOrder, marks);
        return new Report(
                score,
                most,
                passed,
                firstError,
                listed,
                inOrder,
                listing(firstError),
                run.flatMap(SubmittedCode::failure).map(SubmittedCode.Failure::stopped),
                listed.stream().noneMatch(this::isCutShort),
                ignored(),
                unproven.entrySet().stream()
                        .map(entry -> new Unproven(entry.getKey(), entry.getValue()))
                        .toList(),
                run.map(SubmittedCode::warnings).orElse(List.of()),
                reference.verified().check(),
                reference.verified().timing().withDiagnose(System.nanoTime() - start));
    }

    // a gradient that is a number, as dloss is 1, is the same node as that number wherever a formula has it
    private static boolean isHandedOn(Node gradient) {
        return !(gradient instanceof Node.Constant || gradient instanceof Node.AxisSize);
    }

    // where every point is got, nothing that carries none is an error
    private static @Nullable String firstError(List<String> inOrder, Map<String, Mark> marks) {
        boolean lost = marks.values().stream()
                .anyMatch(mark -> mark.maxScore() > 0
                        && !mark.status().isRight()
                        && mark.status().isGraded());
        if (!lost) return null;
        return inOrder.stream()
                .filter(name -> marks.get(name).status().isWrongOnItsOwn())
                .findFirst()
                .orElse(null);
    }

    private List<Ignored> ignored() {
        List<Ignored> ignored = new ArrayList<>(submission.reading().ignored());
        run.ifPresent(ran -> ran.ignored().forEach((name, message) -> ignored.add(new Ignored(name, message))));
        return ignored;
    }

    private Optional<Listing> listing(@Nullable String firstError) {
        return submission
                .code()
                .flatMap(code -> run.map(ran -> {
                    Optional<Integer> failed = ran.failure()
                            .filter(failure -> failure.call().isEmpty())
                            .map(SubmittedCode.Failure::line);
                    Integer wrong = firstError == null ? null : ran.lines().get(firstError);
                    return new Listing(code, failed.or(() -> Optional.ofNullable(wrong)));
                }));
    }

    // a gradient without points for which there is no allowance left costs no other its mark
    private Mark marked(String name) {
        try {
            return mark(name);
        } catch (SpentException e) {
            if (submission.points().containsKey(name)) throw e;
            return mark(name, Status.UNDETERMINED, undetermined(e.getMessage()), null, null);
        }
    }

    private static String undetermined(String reason) {
        return "This gradient cannot be graded at these inputs: " + reason + ".";
    }

    private Mark mark(String name) {
        Tensor right = right(name);
        String unreadable = submission.reading().unreadable().get(name);
        if (unreadable != null) return mark(name, Status.UNREADABLE, unreadable, null, null);
        Optional<SubmittedCode.Failure> failure = failureBefore(name);
        if (failure.isPresent()) return failed(name, failure.get());
        Tensor submitted = submission.gradients().get(name);
        if (submitted == null) return missing(name);
        if (!Arrays.equals(submitted.shape(), right.shape())) {
            String message = new ShapeArgument(binding.inputs().lengths())
                    .of(
                            name,
                            submitted.shape(),
                            forward.containsKey(name) ? "the value" : Grader.valueOf(name),
                            declared(name),
                            right.shape());
            return mark(name, Status.WRONG_SHAPE, message, null, null);
        }
        if (forward.containsKey(name)) return value(name, submitted, right);
        Proof proof = reference.proof(name);
        if (!proof.isUsable()) {
            return mark(name, Status.UNDETERMINED, undetermined(Reference.reason(proof)), null, null);
        }
        int notFinite = firstNotFinite(submitted, proof);
        if (notFinite >= 0) {
            String message = notFinite(name, submitted, notFinite);
            return mark(name, Status.NOT_FINITE, message, null, null);
        }
        boolean[] accepted = yardsticks.of(name).accepted(submitted, right);
        proof.undetermined().keySet().forEach(position -> accepted[position] = true);
        boolean regular = isAll(accepted);
        atKinks.accept(name, submitted, accepted);
        String untied = regular || isAll(accepted) ? atKinks.disputedTie(name, accepted) : null;
        Distance distance = Distance.between(submitted, right, accepted);
        if (regular && untied == null) return mark(name, Status.CORRECT, right(proof), distance, null);
        if (isAll(accepted)) {
            String message = "Right: where it differs the function has a kink, and each entry lies between its slopes.";
            return mark(name, Status.NOT_DIFFERENTIABLE, message, distance, null);
        }
        String culprit = followThrough.culprit(name, inFull(name));
        if (culprit != null) {
            String message = "Right given your " + culprit + ": the error is in " + culprit + ", not here.";
            return mark(name, Status.FOLLOWS, message, distance, null);
        }
        if (untied != null) return mark(name, Status.WRONG, untied, distance, null);
        return wrong(name, submitted, right, distance);
    }

    private Tensor right(String name) {
        return forward.containsKey(name) ? forward.get(name) : reference.of(name);
    }

    private Shape declared(String name) {
        String value = forward.containsKey(name) ? name : Grader.valueOf(name);
        return function.graph().named(value).shape();
    }

    /** A value of the forward pass, which is computed and needs no proof. */
    private Mark value(String name, Tensor submitted, Tensor right) {
        for (int i = 0; i < submitted.size(); i++) {
            if (Double.isFinite(submitted.data()[i]) || !Double.isFinite(right.data()[i])) continue;
            return mark(name, Status.NOT_FINITE, notFinite(name, submitted, i), null, null);
        }
        boolean[] accepted = yardsticks.ofValue(name).accepted(submitted, right);
        Distance distance = Distance.between(submitted, right, accepted);
        return isAll(accepted)
                ? mark(name, Status.CORRECT, "Right.", distance, null)
                : mark(name, Status.WRONG, worst(name, right, distance), distance, null);
    }

    private static String right(Proof proof) {
        int open = proof.undetermined().size();
        if (open == 0) return "Right.";
        return "Right; " + open + " of " + proof.gradient().size() + " entries cannot be determined and "
                + (open == 1 ? "is" : "are") + " left out.";
    }

    static boolean isAll(boolean[] accepted) {
        for (boolean one : accepted) if (!one) return false;
        return true;
    }

    private String notFinite(String name, Tensor submitted, int position) {
        String entry = Entry.of(name, submitted.index(position)) + " is ";
        Integer firstNull = submission.reading().nulls().get(name);
        if (firstNull != null && firstNull == position) return entry + "null, which counts as NaN.";
        String stated = entry + submitted.data()[position];
        return causeOfNotFinite(name).map(cause -> stated + ": " + cause).orElse(stated + ".");
    }

    // of numbers that the code computed in the code, of an array in the right formula
    private Optional<String> causeOfNotFinite(String name) {
        if (causes.containsKey(name)) return causes.get(name);
        return NotFiniteCause.inFormula(evaluator, backward, binding.inputs(), name);
    }

    private Mark missing(String name) {
        String alike = ignored().stream()
                .map(Ignored::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(other -> "; " + other + " was, and capital and small letters differ")
                .orElse("");
        return mark(name, Status.MISSING, name + " was not submitted" + alike + ".", null, null);
    }

    /** What stopped the code before all that assigns or changes it had run. */
    private Optional<SubmittedCode.Failure> failureBefore(String name) {
        if (submission.gradients().get(name) != null) return Optional.empty();
        return run.map(ran -> ran.pending().get(name));
    }

    // points that a limit of ours costs, and nothing that the student wrote
    private boolean isCutShort(Mark mark) {
        return mark.status() == Status.FAILED
                && mark.maxScore() > 0
                && failureBefore(mark.name())
                        .filter(failure -> failure.stop() == Stop.LIMIT)
                        .isPresent();
    }

    private Mark failed(String name, SubmittedCode.Failure failure) {
        String reason = failure.sentence();
        String message = "The code stopped in " + failure.stopped().place() + ", before " + name + ": " + reason
                + (reason.endsWith("?") ? "" : ".");
        Status status = failure.stop() == Stop.UNSUPPORTED ? Status.UNSUPPORTED : Status.FAILED;
        return mark(name, status, message, null, null);
    }

    private Mark wrong(String name, Tensor submitted, Tensor right, Distance distance) {
        if (isConvention(name, submitted)) {
            String message =
                    "The function has a slope here, and this is another number: it is what the chain rule gives with"
                            + " one choice at kinks that cancel.";
            return mark(name, Status.WRONG, message, distance, null);
        }
        if (isMostlyRounding(name, submitted, right)) {
            String message = "Rounding alone may be as large as this gradient in "
                    + submission.toleranceOf(name).precision().name().toLowerCase(Locale.ROOT)
                    + ", and these numbers are further off.";
            return mark(name, Status.WRONG, message, distance, null);
        }
        Tensor full = inFull(name);
        Diagnosis.Question question =
                new Diagnosis.Question(full, right.reshaped(full.shape()), followThrough.own(), yardsticks.of(name));
        String atKinks = multipleOfConvention(name, submitted);
        if (!atKinks.isEmpty()) return mark(name, Status.WRONG, atKinks + ".", distance, null);
        // with entries at kinks, which other code may take otherwise, only a single slip is proven
        boolean kinks = !reference.proof(name).intervals().isEmpty();
        Mistake mistake = diagnosis
                .explain(name, question, effort)
                .filter(found -> !kinks || !found.id().contains("+"))
                .orElse(null);
        String multiple = multiple(submitted, right, distance.ratio(), yardsticks.of(name));
        String message;
        if (mistake != null)
            message = multiple.isEmpty() ? sentence(mistake.sentence()) : multiple + ": " + mistake.sentence() + ".";
        else if (!multiple.isEmpty()) message = multiple + ".";
        else message = Rounded.sentence(submitted, right).orElseGet(() -> worst(name, right, distance));
        return mark(name, Status.WRONG, message, distance, mistake);
    }

    // what the chain rule gives with one convention at all kinks
    private boolean isConvention(String name, Tensor submitted) {
        return reference.proof(name).reachesKinks()
                && yardsticks.candidates(name).stream()
                        .anyMatch(candidate ->
                                yardsticks.of(name).accepts(submitted, candidate.reshaped(submitted.shape())));
    }

    // whether rounding may be more than an eighth of most wrong entries: then the numbers prove no slip
    private boolean isMostlyRounding(String name, Tensor submitted, Tensor right) {
        boolean[] accepted = yardsticks.of(name).accepted(submitted, right);
        int wrong = 0, rounded = 0;
        for (int i = 0; i < accepted.length; i++) {
            if (accepted[i]) continue;
            wrong++;
            double size = Math.abs(right.data()[i]);
            if (size > 0 && yardsticks.of(name).explained(i) > TELLING * size) rounded++;
        }
        return 2 * rounded > wrong;
    }

    // a multiple of what is right at kinks by another convention than the reference's
    private String multipleOfConvention(String name, Tensor submitted) {
        if (reference.proof(name).intervals().isEmpty()) return "";
        record Multiple(double ratio, String words) {}
        List<Multiple> multiples = new ArrayList<>();
        for (Tensor candidate : yardsticks.candidates(name)) {
            Tensor convention = candidate.reshaped(submitted.shape());
            double ratio = Distance.between(submitted, convention, new boolean[submitted.size()])
                    .ratio();
            String words = multiple(submitted, convention, ratio, yardsticks.of(name));
            if (!words.isEmpty()) multiples.add(new Multiple(ratio, words));
        }
        // the nearest to 1 is meant, and no other sign where there is one of the same
        return multiples.stream()
                .min(Comparator.comparing((Multiple one) -> one.ratio < 0)
                        .thenComparingDouble(one -> Math.abs(Math.log(Math.abs(one.ratio)))))
                .map(Multiple::words)
                .orElse("");
    }

    private static String worst(String name, Tensor right, Distance distance) {
        if (right.rank() == 0) return name + " is wrong.";
        int wrong = distance.entriesWrong();
        return wrong + " of " + right.size() + (wrong == 1 ? " entries is" : " entries are") + " wrong; the worst is "
                + Entry.of(name, right.index(distance.worst())) + ".";
    }

    // Exactly 5 = N times the gradient
    private String multiple(Tensor submitted, Tensor right, double ratio, Yardstick yardstick) {
        if (right.size() < 2 || ratio == 0 || Math.abs(ratio - 1) < 1e-3) return "";
        double[] scaled =
                Arrays.stream(right.data()).map(entry -> ratio * entry).toArray();
        if (!yardstick.accepts(submitted, new Tensor(right.shape(), scaled))) return "";
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
        double told = Told.size(ratio);
        if (told == 1) return "";
        String times =
                told == Math.rint(told) && Math.abs(told) < 1e15 ? String.valueOf((long) told) : String.valueOf(told);
        boolean exact = Math.abs(ratio - told) < 1e-6 * Math.abs(told);
        return (exact ? "Exactly " : "In every entry about ") + times + " times the gradient";
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
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
                declared(name),
                submission.gradients().get(name),
                right(name),
                distance,
                mistake);
    }

    // of the entries that count
    private static int firstNotFinite(Tensor tensor, Proof proof) {
        for (int i = 0; i < tensor.size(); i++) {
            if (!Double.isFinite(tensor.data()[i]) && !proof.undetermined().containsKey(i)) return i;
        }
        return -1;
    }
}
