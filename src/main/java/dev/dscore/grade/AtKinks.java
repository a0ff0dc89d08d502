package dev.dscore.grade;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.diagnosis.Yardstick;
import dev.dscore.verify.Precision;
import dev.dscore.verify.Tie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is right of a submission where the function has kinks, and of entries that tie. */
final class AtKinks {
    // the weights of a tie's direction are measured
    private static final double WEIGHT_ERROR = 0x1p-26;

    private final Submission submission;
    private final Reference reference;
    private final Yardsticks yardsticks;

    AtKinks(Submission submission, Reference reference, Yardsticks yardsticks) {
        this.submission = submission;
        this.reference = reference;
        this.yardsticks = yardsticks;
    }

    /**
     * Accepts what is right at a kink: what lies between the one-sided derivatives, and what the chain rule gives with one
     * convention for every kink.
     */
    void accept(String name, Tensor submitted, boolean[] accepted) {
        if (isAll(accepted)) return;
        acceptZeros(name, submitted, accepted);
        acceptBetweenSlopes(name, submitted, accepted);
        if (submission.toleranceOf(name).precision() != Precision.FLOAT64)
            acceptWithinRounding(name, submitted, accepted);
        acceptOnEitherSide(name, submitted, accepted);
        Set<Integer> disputed = new TreeSet<>(reference.proof(name).intervals().keySet());
        reference.ties(name).stream()
                .flatMap(tie -> tie.parts().getOrDefault(name, List.of()).stream())
                .forEach(part -> disputed.add(part.position()));
        disputed.removeIf(position -> accepted[position]);
        if (disputed.isEmpty()) return;
        double largest = Yardstick.largest(reference.of(name));
        for (Tensor convention : yardsticks.candidates(name)) {
            boolean agrees = disputed.stream().allMatch(position -> {
                double sent = submitted.data()[position], right = convention.data()[position];
                return Double.isFinite(right)
                        && Math.abs(sent - right) <= yardsticks.of(name).marginAtKink(position, right, largest);
            });
            if (!agrees) continue;
            disputed.forEach(position -> accepted[position] = true);
            return;
        }
    }

    static boolean isAll(boolean[] accepted) {
        for (boolean one : accepted) if (!one) return false;
        return true;
    }

    // terms that cancel under one convention at kinks and are 0 under another leave rounding errors; this includes the
    // gradient
    // of a scale, although a change of the scale does not move an operand that is 0
    private void acceptZeros(String name, Tensor submitted, boolean[] accepted) {
        double[] right = reference.of(name).data();
        Yardstick yardstick = yardsticks.of(name);
        boolean reachesKinks = reference.proof(name).reachesKinks();
        for (int i = 0; i < accepted.length; i++) {
            if (accepted[i]) continue;
            double atKink = yardstick.explainedAtKink(i);
            boolean ofKink = reachesKinks || atKink > yardstick.explained(i);
            accepted[i] = ofKink && Math.abs(submitted.data()[i] - right[i]) <= atKink;
        }
    }

    private void acceptBetweenSlopes(String name, Tensor submitted, boolean[] accepted) {
        double largest = Yardstick.largest(reference.of(name));
        reference.proof(name).intervals().forEach((position, interval) -> {
            if (accepted[position]) return;
            double entry = submitted.data()[position],
                    most = Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
            double size = Math.min(Math.abs(entry), most);
            accepted[position] = interval.holds(entry, yardsticks.of(name).margin(position, size, largest))
                    || interval.holds(entry, yardsticks.of(name).marginAtKink(position, size, largest));
        });
    }

    // in a short type a value may stand on a kink, or beyond it, that is beside it in float64
    private void acceptWithinRounding(String name, Tensor submitted, boolean[] accepted) {
        Precision precision = submission.toleranceOf(name).precision();
        List<Tensor> conventions = reference.conventions(name, precision, yardsticks.allowanceOf(name)),
                inFull = reference.conventions(name, Precision.FLOAT64, yardsticks.allowanceOf(name));
        for (int i = 0; i < accepted.length; i++) {
            // what float64 decides, a shorter type decides no otherwise
            if (accepted[i] || isAlike(conventions, inFull, i)) continue;
            int position = i;
            DoubleSummaryStatistics of = conventions.stream()
                    .mapToDouble(convention -> convention.data()[position])
                    .filter(Double::isFinite)
                    .summaryStatistics();
            accepted[i] = of.getCount() > 0 && isWithin(name, submitted, i, of.getMin(), of.getMax());
        }
    }

    // where values stand on kinks by rounding alone, they may be on either side
    private void acceptOnEitherSide(String name, Tensor submitted, boolean[] accepted) {
        if (isAll(accepted)) return;
        Precision precision = submission.toleranceOf(name).precision();
        reference.onEitherSide(name, precision, yardsticks.allowanceOf(name)).ifPresent(range -> {
            for (int i = 0; i < accepted.length; i++) {
                double least = range.least()[i], most = range.most()[i];
                if (!accepted[i] && least < most) accepted[i] = isWithin(name, submitted, i, least, most);
            }
        });
    }

    private boolean isWithin(String name, Tensor submitted, int position, double least, double most) {
        double entry = submitted.data()[position], size = Math.max(Math.abs(least), Math.abs(most));
        double largest = Yardstick.largest(reference.of(name));
        double margin = yardsticks.of(name).marginAtKink(position, Math.min(Math.abs(entry), size), largest);
        return entry >= least - margin && entry <= most + margin;
    }

    private static boolean isAlike(List<Tensor> some, List<Tensor> others, int position) {
        for (int i = 0; i < some.size(); i++) {
            if (Double.compare(some.get(i).data()[position], others.get(i).data()[position]) != 0) return false;
        }
        return true;
    }

    /**
     * What is said where the entries of a tie do not share the gradient of its maximum, or null. A tie that spans several
     * gradients is judged with the last of them.
     *
     * @param accepted gets false for the entries of such a tie
     */
    @Nullable
    String disputedTie(String name, boolean[] accepted) {
        String message = null;
        for (Tie tie : reference.ties(name)) {
            if (!name.equals(last(tie.parts().keySet())) || !isDisputed(tie, name)) continue;
            for (Tie.Part part : tie.parts().get(name)) accepted[part.position()] = false;
            if (message == null) {
                message = "Entries that tie share one gradient, whatever their shares are: " + listed(tie)
                        + (tie.isEven() ? "" : ", each by how it moves the tie,")
                        + (tie.crosses()
                                ? " add up to what lies outside the slopes of the function where all of them move."
                                : " must add up to that of the maximum or minimum, and do not.");
            }
        }
        return message;
    }

    // what is wrong for another reason, or not there, disputes no tie
    private boolean isDisputed(Tie tie, String name) {
        double sum = 0, margin = 0;
        for (var entries : tie.parts().entrySet()) {
            String gradient = entries.getKey();
            Tensor submitted = submission.gradients().get(gradient), right = reference.of(gradient);
            if (submitted == null || !Arrays.equals(submitted.shape(), right.shape())) return false;
            boolean[] accepted = yardsticks.of(gradient).agreesWithReference(submitted, right);
            if (!gradient.equals(name)) accept(gradient, submitted, accepted);
            double largest = Yardstick.largest(right);
            for (Tie.Part part : entries.getValue()) {
                int position = part.position();
                if (!gradient.equals(name) && !accepted[position]) return false;
                double sent = submitted.data()[position], weight = Math.abs(part.weight());
                double size = Math.max(Math.abs(sent), Math.abs(right.data()[position]));
                sum += part.weight() * sent;
                margin += weight
                        * (yardsticks.of(gradient).margin(position, size, largest) + WEIGHT_ERROR * Math.abs(sent));
            }
        }
        return !tie.holds(sum, margin);
    }

    private String last(Set<String> names) {
        List<String> order = new ArrayList<>(submission.points().keySet());
        return names.stream().max(Comparator.comparingInt(order::indexOf)).orElseThrow();
    }

    private String listed(Tie tie) {
        List<String> entries = new ArrayList<>();
        tie.parts().forEach((name, shares) -> {
            for (Tie.Part part : shares)
                entries.add(Entry.of(name, reference.of(name).index(part.position())));
        });
        int shown = Math.min(6, entries.size());
        return String.join(", ", entries.subList(0, shown)) + (entries.size() > shown ? ", …" : "");
    }
}
