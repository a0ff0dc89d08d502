package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Collects the outcome of every checked entry of one gradient. */
final class Verdict {
    private static final int MOST_REASONS = 10;
    // a difference that stands for the derivative where no formula gives one is known to within this part of it, since
    // submissions are held against it to 1e-5
    private static final double TAKEN = 0x1p-20;
    // a derivative confirmed by a formula is known to within so many roundings of that formula
    private static final double ROUNDINGS = 0x1p16;
    // the same as a part of the gradient's largest entry
    private static final double BESIDE = 0x1p-30;
    // the same, whatever the gradient: what changes that underflow leave unknown, divided by a step
    private static final double UNDERFLOW = 0x1p-960;

    private final Claim claim;
    private final boolean fitted;
    private final Explanation explanation;
    private final Allowance allowance;
    private final IntToDoubleFunction rounding;
    private final Tensor gradient;
    private double[] proven;
    // entries that finite differences tell less of than an entry of ordinary size must be told
    private final Map<Integer, NumericDerivative> loose = new LinkedHashMap<>();
    // computed when it is asked for
    private double largest = Double.NaN;
    private final Map<Integer, Proof.Interval> intervals = new TreeMap<>();
    private final Map<Integer, String> undetermined = new TreeMap<>();
    private int checked;
    private boolean agrees = true;
    private boolean reachesKinks;
    private double relativeError;
    private double absoluteError;
    private Check.@Nullable Worst worst;

    /** Why an entry has no derivative, in words. */
    interface Explanation {
        String of(ReachedKinks reached, OneSided.Outcome.Reason reason);
    }

    private Verdict(
            Claim claim, boolean fitted, Explanation explanation, Allowance allowance, IntToDoubleFunction rounding) {
        this.claim = claim;
        this.fitted = fitted;
        this.explanation = explanation;
        this.allowance = allowance;
        this.rounding = rounding;
        this.gradient = claim.gradient();
        this.proven = gradient.data();
    }

    /** An error bound at which an entry is known, whatever its own size is, by the gradient's largest entry. */
    static double knownBesideLargest(Claim claim) {
        return BESIDE * largest(claim.gradient().data());
    }

    private static double largest(double[] entries) {
        double largest = 0;
        for (double entry : entries) {
            double size = Math.abs(entry);
            if (size > largest && size < Double.POSITIVE_INFINITY) largest = size;
        }
        return largest;
    }

    /**
     * Adds up what {@code adding} adds, at first as if the gradient had no rounding errors.
     *
     * @param fitted whether steps were fitted to the entries, so that a difference that settles nothing says so; a step that
     *     the caller chose proves what it can
     */
    static Verdict of(
            Claim claim, boolean fitted, Explanation explanation, Allowance allowance, Consumer<Verdict> adding) {
        Verdict exact = new Verdict(claim, fitted, explanation, allowance, position -> 0);
        exact.add(adding);
        if (exact.agrees && exact.undetermined.isEmpty()) return exact;
        double[] bounds = claim.rounding().bounds(allowance);
        Verdict rounded = new Verdict(claim, fitted, explanation, allowance, position -> bounds[position]);
        rounded.add(adding);
        return rounded;
    }

    private void add(Consumer<Verdict> adding) {
        adding.accept(this);
        if (loose.isEmpty()) return;
        // the others may be larger than the claim had them
        largest = Math.max(largest, largest(proven));
        Map<Integer, NumericDerivative> again = new LinkedHashMap<>(loose);
        again.forEach(this::decide);
    }

    void settled(FiniteDifferences.Settled settled) {
        checked += gradient.size() - settled.open().length;
        absoluteError = settled.absoluteError();
        relativeError = settled.relativeError();
        if (settled.worst() < 0) return;
        double analytic = gradient.data()[settled.worst()];
        worst = new Check.Worst(
                gradient.index(settled.worst()),
                analytic,
                settled.worstValue(),
                relativeError,
                FiniteDifferences.SETTLED * Math.abs(analytic));
    }

    void entry(int position, NumericDerivative numeric) {
        checked++;
        decide(position, numeric);
    }

    private void decide(int position, NumericDerivative numeric) {
        undetermined.remove(position);
        prove(position, gradient.data()[position]);
        if (numeric instanceof Estimate estimate) smooth(position, estimate);
        else if (numeric instanceof OneSided oneSided) atKink(position, oneSided);
        if (undetermined.containsKey(position)) loose.put(position, numeric);
    }

    // a formula that overflows has no finite estimate; it then explains nothing
    private double rounding(int position) {
        double error = rounding.applyAsDouble(position);
        return Double.isFinite(error) ? error : 0;
    }

    private void smooth(int position, Estimate numeric) {
        double analytic = gradient.data()[position], own = rounding(position);
        double size = Math.max(Math.abs(numeric.value()), Double.isFinite(analytic) ? Math.abs(analytic) : 0);
        size = Math.max(size, numeric.steepness());
        double most = fitted ? Estimate.KNOWN * size + explained(own) : Double.MAX_VALUE;
        if (!(numeric.bound() <= most)) {
            leaveOpen(position, explanation.of(ReachedKinks.NONE, OneSided.Outcome.Reason.UNSETTLED));
            return;
        }
        double bound = numeric.bound() + own, value = numeric.value();
        if (!Double.isFinite(analytic)) {
            boolean tells = !fitted || numeric.bound() <= TAKEN * size + explained(0);
            if (!isChosen(position, value, value, bound, tells, ReachedKinks.NONE)) return;
            analytic = proven[position];
        }
        compare(gradient.index(position), analytic, value, bound);
    }

    private void atKink(int position, OneSided numeric) {
        reachesKinks = true;
        double own = rounding(position);
        OneSided.Outcome outcome = numeric.outcome(explained(own));
        if (outcome instanceof OneSided.Outcome.Agreed agreed) {
            double bound = agreed.bound() + own, value = agreed.value();
            if (!isChosen(position, value, value, bound, agreed.proven(), numeric.reached())) return;
            compare(gradient.index(position), proven[position], value, bound);
        } else if (outcome instanceof OneSided.Outcome.Interval interval) {
            double low = interval.low(), high = interval.high();
            if (!isChosen(position, low, high, interval.bound() + own, interval.proven(), numeric.reached())) return;
            intervals.put(position, new Proof.Interval(low, high, interval.bound()));
        } else if (outcome instanceof OneSided.Outcome.Undetermined open) {
            leaveOpen(position, explanation.of(numeric.reached(), open.reason()));
        }
    }

    // proves a number between the two; leaves the entry open where the formula gives none and slopes do not tell enough
    private boolean isChosen(
            int position, double low, double high, double bound, boolean slopesTell, ReachedKinks reached) {
        OptionalDouble given = given(position, low, high, bound);
        if (given.isPresent() || slopesTell) {
            prove(position, given.orElseGet(() -> nearest(position, low, high)));
            return true;
        }
        leaveOpen(position, explanation.of(reached, OneSided.Outcome.Reason.UNSETTLED));
        return false;
    }

    // most gradients are proven as they are claimed
    private void prove(int position, double value) {
        if (Double.compare(proven[position], value) == 0) return;
        if (proven == gradient.data()) proven = proven.clone();
        proven[position] = value;
    }

    // a derivative known to within this is known: by the rounding of its formula, or beside the gradient's largest
    // entry
    private double explained(double own) {
        if (Double.isNaN(largest)) largest = largest(proven);
        return ROUNDINGS * own + BESIDE * largest + UNDERFLOW;
    }

    // the claimed value or the first candidate that lies between these
    private OptionalDouble given(int position, double low, double high, double bound) {
        double claimed = gradient.data()[position];
        if (claimed >= low - bound && claimed <= high + bound) return OptionalDouble.of(claimed);
        return claim.candidates().computed(allowance).stream()
                .mapToDouble(candidate -> candidate.data()[position])
                .filter(value -> value >= low - bound && value <= high + bound)
                .findFirst();
    }

    private double nearest(int position, double low, double high) {
        double claimed = gradient.data()[position];
        return Double.isFinite(claimed) ? Math.max(low, Math.min(high, claimed)) : (low + high) / 2;
    }

    private void leaveOpen(int position, String reason) {
        undetermined.put(position, reason);
        prove(position, Double.NaN);
    }

    /**
     * A random direction touches every entry and proves none, so that no entry counts as checked.
     *
     * @param atKinks the positions of the entries that reach a kink, which have been added as entries
     */
    void direction(int number, double[] direction, NumericDerivative numeric, int[] atKinks) {
        // with an entry that has no derivative no direction has one
        if (!undetermined.isEmpty()) return;
        double low = 0, high = 0, doubt = 0;
        double growth = RoundingErrors.growth(direction.length);
        int next = 0;
        for (int i = 0; i < direction.length; i++) {
            Proof.Interval interval = null;
            if (next < atKinks.length && atKinks[next] == i) {
                next++;
                interval = intervals.get(i);
            }
            double one = (interval == null ? proven[i] : interval.low()) * direction[i];
            double other = (interval == null ? proven[i] : interval.high()) * direction[i];
            low += Math.min(one, other);
            high += Math.max(one, other);
            double size = Math.max(Math.abs(one), Math.abs(other));
            doubt += growth * size + Math.abs(direction[i]) * rounding(i);
            if (interval != null) doubt += Math.abs(direction[i]) * interval.bound();
        }
        double value, bound;
        if (numeric instanceof Estimate estimate) {
            value = estimate.value();
            bound = estimate.bound();
        } else {
            for (Tensor candidate : claim.candidates().computed(allowance)) {
                double along = 0;
                for (int i = 0; i < direction.length; i++)
                    along += direction[i] * candidate.data()[i];
                if (!Double.isFinite(along)) continue;
                low = Math.min(low, along);
                high = Math.max(high, along);
            }
            OneSided.Outcome outcome = ((OneSided) numeric).outcome(explained(doubt));
            if (outcome instanceof OneSided.Outcome.Agreed agreed) {
                value = agreed.value();
                bound = agreed.bound();
            } else if (outcome instanceof OneSided.Outcome.Interval interval) {
                value = (interval.low() + interval.high()) / 2;
                bound = interval.bound();
            } else {
                agrees = false;
                return;
            }
        }
        compare(new int[] {number}, Math.max(low, Math.min(high, value)), value, bound + doubt);
    }

    private void compare(int[] index, double analytic, double numeric, double bound) {
        double difference = Math.abs(analytic - numeric);
        double size = Math.max(Math.abs(analytic), Math.abs(numeric));
        double relative = size == 0 ? 0 : difference / size;
        boolean within = difference <= bound;
        absoluteError = Math.max(absoluteError, difference);
        relativeError = Math.max(relativeError, relative);
        if (worst == null || (agrees && !within) || (agrees == within && relative > worst.relativeError())) {
            worst = new Check.Worst(index, analytic, numeric, relative, bound);
        }
        agrees &= within;
    }

    Proof proof() {
        List<Check.Undetermined> reasons = new ArrayList<>();
        if (worst == null && !undetermined.isEmpty()) {
            int first = undetermined.keySet().iterator().next();
            double claimed = gradient.data()[first];
            worst = new Check.Worst(gradient.index(first), claimed, Double.NaN, Double.NaN, Double.NaN);
        }
        undetermined.forEach((position, reason) -> {
            if (reasons.size() < MOST_REASONS) reasons.add(new Check.Undetermined(gradient.index(position), reason));
        });
        Check.OfGradient report = new Check.OfGradient(
                agrees && undetermined.isEmpty(),
                checked,
                gradient.size(),
                intervals.size(),
                undetermined.size(),
                relativeError,
                absoluteError,
                worst,
                reasons.isEmpty() ? null : reasons);
        return new Proof(
                new Tensor(gradient.shape(), proven),
                report,
                agrees,
                reachesKinks,
                Collections.unmodifiableMap(intervals),
                Collections.unmodifiableMap(undetermined));
    }
}
