package dev.dscore.grade;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Diagnosis;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.diagnosis.Yardstick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Why a gradient is wrong, in words: a convention at kinks, rounding, a multiple, a slip, or the worst entry. */
final class Explanations {
    // an entry of which rounding may be more than this part tells nothing of a slip
    private static final double TELLING = 0x1p-3;

    private final Comparison comparison;
    private final Submission submission;
    private final Reference reference;
    private final Yardsticks yardsticks;
    private final FollowThrough followThrough;
    private final Diagnosis diagnosis;
    private final Allowance effort;

    /** @param mistake the slip in the formula, where one explains every entry */
    record Explanation(String message, @Nullable Mistake mistake) {
        private static Explanation of(String message) {
            return new Explanation(message, null);
        }
    }

    /** @param effort for all explanations of a report */
    Explanations(
            Comparison comparison,
            Yardsticks yardsticks,
            FollowThrough followThrough,
            Diagnosis diagnosis,
            Allowance effort) {
        this.comparison = comparison;
        this.submission = comparison.submission();
        this.reference = comparison.reference();
        this.yardsticks = yardsticks;
        this.followThrough = followThrough;
        this.diagnosis = diagnosis;
        this.effort = effort;
    }

    /** Why what was submitted for a gradient is not right. */
    Explanation of(String name, Tensor submitted, Tensor right, Distance distance) {
        if (isConvention(name, submitted, right)) {
            String message =
                    "The function has a slope here, and this is another number: it is what the chain rule gives with"
                            + " one choice at kinks that cancel.";
            return Explanation.of(message);
        }
        if (isMostlyRounding(name, submitted, right)) {
            String message = "Rounding alone may be as large as this gradient in "
                    + submission.toleranceOf(name).precision().name().toLowerCase(Locale.ROOT)
                    + ", and these numbers are further off.";
            return Explanation.of(message);
        }
        Tensor full = comparison.inFull(name);
        Diagnosis.Question question = new Diagnosis.Question(
                full,
                right.reshaped(full.shape()),
                followThrough.meantBefore(name),
                followThrough.rightBefore(name),
                yardsticks.of(name));
        String atKinks = multipleOfConvention(name, submitted);
        if (!atKinks.isEmpty()) return Explanation.of(atKinks + ".");
        // with entries at kinks, which other code may take otherwise, only a single slip is proven
        boolean kinks = !reference.proof(name).intervals().isEmpty();
        Mistake mistake = diagnosis
                .explain(name, question, effort)
                .filter(found -> !kinks || !found.id().contains("+"))
                .orElse(null);
        String multiple = multiple(name, submitted, right, distance.ratio());
        String message;
        if (mistake != null)
            message = multiple.isEmpty() ? sentence(mistake.sentence()) : multiple + ": " + mistake.sentence() + ".";
        else if (!multiple.isEmpty()) message = multiple + ".";
        else message = Rounded.sentence(submitted, right).orElseGet(() -> worst(name, right, distance));
        return new Explanation(message, mistake);
    }

    // what the chain rule gives with one convention at all kinks, where the function has a slope
    private boolean isConvention(String name, Tensor submitted, Tensor right) {
        boolean[] accepted = yardsticks.of(name).agreesWithReference(submitted, right);
        boolean slopes = IntStream.range(0, accepted.length)
                .noneMatch(entry ->
                        !accepted[entry] && reference.proof(name).intervals().containsKey(entry));
        return slopes
                && reference.proof(name).reachesKinks()
                && yardsticks.candidates(name).stream()
                        .anyMatch(candidate ->
                                yardsticks.of(name).agreesWith(submitted, candidate.reshaped(submitted.shape())));
    }

    // whether rounding may be more than an eighth of most wrong entries: then the numbers prove no slip
    private boolean isMostlyRounding(String name, Tensor submitted, Tensor right) {
        boolean[] accepted = yardsticks.of(name).agreesWithReference(submitted, right);
        int wrong = 0, rounded = 0;
        for (int i = 0; i < accepted.length; i++) {
            if (accepted[i]) continue;
            wrong++;
            double size = Math.abs(right.data()[i]);
            if (size > 0 && yardsticks.of(name).explains(i, TELLING * size)) rounded++;
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
            String words = multiple(name, submitted, convention, ratio);
            if (!words.isEmpty()) multiples.add(new Multiple(ratio, words));
        }
        // the nearest to 1 is meant, and no other sign where there is one of the same
        return multiples.stream()
                .min(Comparator.comparing((Multiple one) -> one.ratio < 0)
                        .thenComparingDouble(one -> Math.abs(Math.log(Math.abs(one.ratio)))))
                .map(Multiple::words)
                .orElse("");
    }

    /** How many entries are wrong, and which most. */
    static String worst(String name, Tensor right, Distance distance) {
        if (right.rank() == 0) return name + " is wrong.";
        int wrong = distance.entriesWrong();
        return wrong + " of " + right.size() + (wrong == 1 ? " entries is" : " entries are") + " wrong; the worst is "
                + Entry.of(name, right.index(distance.worst())) + ".";
    }

    // Exactly 5 = N times the gradient
    private String multiple(String name, Tensor submitted, Tensor right, double ratio) {
        Yardstick yardstick = yardsticks.of(name);
        // a name that is a multiple of the gradient is compared with that
        String gradient = comparison.scales().containsKey(name) ? "that" : "the gradient";
        if (right.size() < 2 || ratio == 0 || Math.abs(ratio - 1) < 1e-3) return "";
        Tensor scaled = right.times(ratio);
        if (!yardstick.agreesWith(submitted, scaled)) return "";
        // what may be all rounding is no multiple of anything
        boolean tells = false;
        for (int i = 0; i < scaled.size(); i++) tells |= Math.abs(scaled.data()[i]) > yardstick.explained(i);
        if (!tells) return "";
        if (Math.abs(ratio + 1) < 1e-6) return "Exactly " + gradient + " with the other sign";
        for (boolean over : new boolean[] {false, true}) {
            double length = over ? 1 / ratio : ratio;
            List<String> axes = comparison.binding().inputs().lengths().entrySet().stream()
                    .filter(axis -> axis.getValue() > 1 && Math.abs(length - axis.getValue()) < 1e-6 * length)
                    .map(Map.Entry::getKey)
                    .toList();
            if (axes.size() != 1) continue; // of two axes of this length neither is meant more
            if (over) return "Exactly 1/" + axes.get(0) + " of " + gradient;
            return "Exactly " + Math.round(length) + " = " + axes.get(0) + " times " + gradient;
        }
        double told = Told.size(ratio);
        if (told == 1) return "";
        String times =
                told == Math.rint(told) && Math.abs(told) < 1e15 ? String.valueOf((long) told) : String.valueOf(told);
        boolean exact = Math.abs(ratio - told) < 1e-6 * Math.abs(told);
        return (exact ? "Exactly " : "In every entry about ") + times + " times " + gradient;
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
