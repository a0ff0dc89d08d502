package dev.dscore.grade;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.compute.SpentException;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.lang.PublicShapes;
import dev.dscore.lang.Stop;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Proof;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Marks one gradient after the other: its shape, whether it is finite, its entries, and why they are wrong. */
final class Marking {
    private final Evaluator evaluator;
    private final Comparison comparison;
    private final Submission submission;
    private final Reference reference;
    private final Yardsticks yardsticks;
    private final AtKinks atKinks;
    private final Explanations explanations;
    private final PublicShapes publicShapes;
    private final Map<String, Judged> judged = new HashMap<>();

    Marking(Evaluator evaluator, Comparison comparison, Yardsticks yardsticks, Explanations explanations) {
        this.evaluator = evaluator;
        this.comparison = comparison;
        this.submission = comparison.submission();
        this.reference = comparison.reference();
        this.yardsticks = yardsticks;
        this.atKinks = new AtKinks(submission, reference, yardsticks);
        this.explanations = explanations;
        this.publicShapes = PublicLengths.of(comparison.function(), comparison.binding());
    }

    /**
     * Marks a gradient. One without points for which there is no allowance left costs no other its mark.
     *
     * @param culprit the earlier wrong value from which it follows; null where it follows from none
     * @param start the first wrong value from which that one follows, or that one itself
     */
    Mark of(String name, @Nullable String culprit, @Nullable String start) {
        try {
            Judged judged = judged(name);
            return judged.mark() != null ? judged.mark() : wrong(name, judged, culprit, start);
        } catch (SpentException e) {
            if (submission.carriesPoints(name)) throw e;
            return mark(name, Status.UNDETERMINED, undetermined(e.getMessage()), null, null);
        }
    }

    /** Returns whether what was submitted is right. */
    boolean isRight(String name) {
        Mark mark = judged(name).mark();
        return mark != null && mark.status().isRight();
    }

    /** Returns whether what was submitted has the right shape, is finite, and has wrong numbers. */
    boolean isOfWrongNumbers(String name) {
        return judged(name).mark() == null;
    }

    /**
     * The judgement of a gradient without regard to earlier ones.
     *
     * @param mark null where its numbers are wrong
     * @param tieMessage the message where tied entries do not share the gradient correctly; null otherwise
     */
    private record Judged(@Nullable Mark mark, @Nullable String tieMessage, @Nullable Distance distance) {
        static Judged of(Mark mark) {
            return new Judged(mark, null, mark.distance());
        }
    }

    private static String undetermined(String reason) {
        return "This gradient cannot be graded at these inputs: " + reason + ".";
    }

    private Judged judged(String name) {
        Judged known = judged.get(name);
        if (known == null) judged.put(name, known = judge(name));
        return known;
    }

    private Judged judge(String name) {
        Tensor right = comparison.right(name);
        Optional<String> unreadable = comparison.unreadable(name);
        if (unreadable.isPresent()) return Judged.of(mark(name, Status.UNREADABLE, unreadable.get(), null, null));
        Optional<SubmittedCode.Failure> failure = comparison.failureBefore(name);
        if (failure.isPresent()) return Judged.of(failed(name, failure.get()));
        Tensor submitted = submission.gradients().get(name);
        if (submitted == null) return Judged.of(missing(name));
        if (!Arrays.equals(submitted.shape(), right.shape()))
            return Judged.of(wrongShape(name, submitted.shape(), right.shape()));
        if (comparison.isValue(name)) return Judged.of(value(name, submitted, right));
        Proof proof = reference.proof(name);
        if (!proof.isUsable()) {
            return Judged.of(mark(name, Status.UNDETERMINED, undetermined(Reference.reason(proof)), null, null));
        }
        int notFinite = firstNotFinite(submitted, proof);
        if (notFinite >= 0) {
            String message = notFinite(name, submitted, notFinite);
            return Judged.of(mark(name, Status.NOT_FINITE, message, null, null));
        }
        boolean[] accepted = accepted(name, submitted);
        boolean regular = AtKinks.isAll(accepted);
        atKinks.accept(name, submitted, accepted);
        String untied = regular || AtKinks.isAll(accepted) ? atKinks.disputedTie(name, accepted) : null;
        Distance distance = Distance.between(submitted, right, accepted);
        if (regular && untied == null) return Judged.of(mark(name, Status.CORRECT, right(proof), distance, null));
        if (AtKinks.isAll(accepted)) {
            String message =
                    "Right: where it differs the function has a kink, and each entry is what one of its sides gives or lies between.";
            return Judged.of(mark(name, Status.NOT_DIFFERENTIABLE, message, distance, null));
        }
        return new Judged(null, untied, distance);
    }

    /** Returns whether these numbers in the right shape would be right, as they are or at kinks. */
    boolean isRight(String name, Tensor numbers) {
        boolean[] accepted = accepted(name, numbers);
        boolean regular = AtKinks.isAll(accepted);
        atKinks.accept(name, numbers, accepted);
        return AtKinks.isAll(accepted) && (regular || atKinks.disputedTie(name, accepted) == null);
    }

    // which entries agree with the reference; an undetermined one accepts any number
    private boolean[] accepted(String name, Tensor numbers) {
        boolean[] accepted = yardsticks.of(name).agreesWithReference(numbers, comparison.right(name));
        reference.proof(name).undetermined().keySet().forEach(position -> accepted[position] = true);
        return accepted;
    }

    // follow-through first, then the explanation
    private Mark wrong(String name, Judged judged, @Nullable String culprit, @Nullable String start) {
        if (culprit != null) {
            String message = "Right given your " + culprit + ": the error is in " + start + ", not here.";
            return mark(name, Status.FOLLOWS, message, judged.distance(), null);
        }
        if (judged.tieMessage() != null) return mark(name, Status.WRONG, judged.tieMessage(), judged.distance(), null);
        Explanations.Explanation explanation =
                explanations.of(name, submission.gradients().get(name), comparison.right(name), judged.distance());
        return mark(name, Status.WRONG, explanation.message(), judged.distance(), explanation.mistake());
    }

    /** A value of the forward pass, which is computed and needs no proof. */
    private Mark value(String name, Tensor submitted, Tensor right) {
        for (int i = 0; i < submitted.size(); i++) {
            if (Double.isFinite(submitted.data()[i]) || !Double.isFinite(right.data()[i])) continue;
            return mark(name, Status.NOT_FINITE, notFinite(name, submitted, i), null, null);
        }
        boolean[] accepted = yardsticks.ofValue(name).agreesWithReference(submitted, right);
        Distance distance = Distance.between(submitted, right, accepted);
        return AtKinks.isAll(accepted)
                ? mark(name, Status.CORRECT, "Right.", distance, null)
                : mark(name, Status.WRONG, Explanations.worst(name, right, distance), distance, null);
    }

    private static String right(Proof proof) {
        int open = proof.undetermined().size();
        if (open == 0) return "Right.";
        return "Right; " + open + " of " + proof.gradient().size() + " entries cannot be determined and "
                + (open == 1 ? "is" : "are") + " left out.";
    }

    private String notFinite(String name, Tensor submitted, int position) {
        String entry = Entry.of(name, submitted.index(position)) + " is ";
        Integer firstNull = submission.reading().nulls().get(name);
        if (firstNull != null && firstNull == position) return entry + "null, which counts as NaN.";
        String stated = entry + submitted.data()[position];
        return causeOfNotFinite(name, position)
                .map(cause -> stated + ": " + cause)
                .orElse(stated + ".");
    }

    // of numbers that the code computed in the code, of an array in the right formula
    private Optional<String> causeOfNotFinite(String name, int position) {
        if (comparison.causes().containsKey(name)) return comparison.causes().get(name);
        return NotFiniteCause.inFormula(
                evaluator,
                comparison.backward(),
                comparison.binding().inputs(),
                name,
                position,
                yardsticks.allowanceOf(name));
    }

    private Mark missing(String name) {
        String alike = comparison.ignored().stream()
                .map(Ignored::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(other -> "; " + other + " was, and capital and small letters differ")
                .orElse("");
        return mark(name, Status.MISSING, name + " was not submitted" + alike + ".", null, null);
    }

    private Mark failed(String name, SubmittedCode.Failure failure) {
        String before = "The code stopped in " + failure.stopped().place() + ", before " + name + ": ";
        String message = before + ended(failure.sentence()), told = before + ended(failure.told());
        Status status = failure.stop() == Stop.UNSUPPORTED ? Status.UNSUPPORTED : Status.FAILED;
        return mark(name, status, new Sentence(message, told, true), null, null);
    }

    private static String ended(String sentence) {
        return sentence + (sentence.endsWith("?") ? "" : ".");
    }

    private Mark wrongShape(String name, int[] submitted, int[] right) {
        ShapeArgument argument = new ShapeArgument(comparison.binding().inputs().lengths());
        String value = comparison.isValue(name) ? "the value" : Grader.valueOf(name);
        String message = argument.of(name, submitted, value, comparison.declared(name), right);
        boolean isTold = comparison.run().isEmpty() || publicShapes.tell(submitted);
        String told = isTold ? message : argument.ofAnother(name, value, comparison.declared(name), right);
        return mark(name, Status.WRONG_SHAPE, new Sentence(message, told, isTold), null, null);
    }

    /**
     * What is said of a gradient.
     *
     * @param told to those who may not see the inputs
     */
    private record Sentence(String message, String told, boolean isShapeTold) {}

    private Mark mark(
            String name, Status status, String message, @Nullable Distance distance, @Nullable Mistake mistake) {
        return mark(name, status, new Sentence(message, message, true), distance, mistake);
    }

    private Mark mark(
            String name, Status status, Sentence sentence, @Nullable Distance distance, @Nullable Mistake mistake) {
        double most = submission.points().getOrDefault(name, 0.0);
        double kept = status.isRight() ? 1 : status == Status.FOLLOWS ? submission.followThrough() : 0;
        return new Mark(
                name,
                status,
                most * kept,
                most,
                sentence.message(),
                sentence.told(),
                sentence.isShapeTold(),
                comparison.declared(name),
                submission.gradients().get(name),
                comparison.right(name),
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
