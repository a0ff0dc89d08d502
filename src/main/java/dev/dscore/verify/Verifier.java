package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Holds analytic gradients against finite differences. It shares nothing with how they were computed but the forward graph:
 * no derivative, no rewrite, no kernel of ND4J.
 */
public final class Verifier {
    private static final String METHOD = "central differences, fourth order";
    private static final long SEED = 1;

    private final long workLimit;

    /** @param workLimit how many numbers may be computed to check every entry */
    public Verifier(long workLimit) {
        this.workLimit = workLimit;
    }

    /**
     * @param output a scalar of {@code forward}
     * @param claims by the name under which each is reported, {@code dW}
     * @throws TooCostlyException before anything is perturbed, where every entry would cost more than the limit
     */
    public Check check(Graph forward, Node output, Inputs inputs, Map<String, Claim> claims, Coverage coverage)
            throws TooCostlyException {
        Lowering lowering = Lowering.of(forward, output);
        Baseline baseline = new Baseline(lowering.graph(), inputs);
        Map<String, FiniteDifferences> differences = new LinkedHashMap<>();
        claims.forEach((name, claim) -> {
            Node source = lowering.lowered().get(claim.of());
            if (source == null) return; // the output does not depend on it
            Node target = lowering.lowered().get(output);
            differences.put(name, new FiniteDifferences(lowering.graph(), baseline, source, target));
        });
        if (coverage.everyEntry()) refuseBeyondLimit(differences.values());
        Map<String, Check.OfGradient> byGradient = new LinkedHashMap<>();
        claims.forEach((name, claim) -> {
            Verdict verdict = verdict(differences.get(name), claim, coverage);
            byGradient.put(name, verdict.report());
        });
        return summary(byGradient, coverage);
    }

    private void refuseBeyondLimit(Collection<FiniteDifferences> differences) throws TooCostlyException {
        double work = differences.stream().mapToDouble(FiniteDifferences::work).sum();
        if (work > workLimit) {
            throw new TooCostlyException(String.format(
                    Locale.ROOT,
                    "checking every entry would take about %.3g operations; at most %d are done in one request. "
                            + "\"check\": {\"coverage\": \"directions\"} checks along random directions instead",
                    work,
                    workLimit));
        }
    }

    /** @param differences null where the output does not depend on the value at all */
    private static Verdict verdict(@Nullable FiniteDifferences differences, Claim claim, Coverage coverage) {
        List<double[]> directions =
                directions(coverage.directions(), claim.gradient().size());
        Estimate[] estimates = estimates(differences, claim, directions, coverage);
        Verdict verdict = verdict(
                claim.gradient(),
                estimates,
                directions,
                new double[claim.gradient().size()]);
        if (verdict.passed) return verdict;
        return verdict(claim.gradient(), estimates, directions, claim.rounding().bounds());
    }

    private static Estimate[] estimates(
            @Nullable FiniteDifferences differences, Claim claim, List<double[]> directions, Coverage coverage) {
        if (differences == null) {
            Estimate[] zeros =
                    new Estimate[coverage.everyEntry() ? claim.gradient().size() : directions.size()];
            Arrays.fill(zeros, Estimate.ZERO);
            return zeros;
        }
        return coverage.everyEntry()
                ? differences.everyEntry(coverage.step())
                : differences.along(directions, coverage.step());
    }

    /** @param rounding of each entry of the gradient */
    private static Verdict verdict(
            Tensor gradient, Estimate[] estimates, List<double[]> directions, double[] rounding) {
        Verdict verdict = new Verdict(gradient.size());
        for (int i = 0; i < estimates.length; i++) {
            if (directions.isEmpty()) verdict.entry(gradient.index(i), gradient.data()[i], estimates[i], rounding[i]);
            else verdict.direction(i, gradient.data(), directions.get(i), estimates[i], rounding);
        }
        return verdict;
    }

    // of a fixed seed, so that the same request gets the same answer
    private static List<double[]> directions(int count, int size) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<double[]> directions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] direction = new double[size];
            for (int j = 0; j < size; j++) direction[j] = random.nextDouble(-1, 1);
            directions.add(direction);
        }
        return directions;
    }

    private static Check summary(Map<String, Check.OfGradient> byGradient, Coverage coverage) {
        var all = byGradient.values();
        return new Check(
                all.stream().allMatch(Check.OfGradient::passed),
                coverage.everyEntry() ? METHOD : METHOD + ", along " + coverage.directions() + " random directions",
                all.stream().mapToLong(Check.OfGradient::entriesChecked).sum(),
                all.stream().mapToLong(Check.OfGradient::entries).sum(),
                all.stream()
                        .mapToLong(Check.OfGradient::entriesNotDifferentiable)
                        .sum(),
                all.stream()
                        .mapToDouble(Check.OfGradient::maxRelativeError)
                        .max()
                        .orElse(0),
                all.stream()
                        .mapToDouble(Check.OfGradient::maxAbsoluteError)
                        .max()
                        .orElse(0),
                byGradient);
    }

    /** What the entries of one gradient add up to. */
    private static final class Verdict {
        private final int entries;
        private int checked;
        private int notDifferentiable;
        private boolean passed = true;
        private double relativeError;
        private double absoluteError;
        private Check.@Nullable Worst worst;

        Verdict(int entries) {
            this.entries = entries;
        }

        void entry(int[] index, double analytic, Estimate numeric, double rounding) {
            checked++;
            if (numeric.kink() && numeric.brackets(analytic)) notDifferentiable++;
            else compare(index, analytic, numeric, numeric.bound() + rounding);
        }

        // a random direction touches every entry and proves none, so no entry counts as checked
        void direction(int number, double[] gradient, double[] direction, Estimate numeric, double[] rounding) {
            double product = 0, doubt = 0;
            double growth = Baseline.growth(gradient.length);
            for (int i = 0; i < gradient.length; i++) {
                product += gradient[i] * direction[i];
                doubt += Math.abs(direction[i]) * (growth * Math.abs(gradient[i]) + rounding[i]);
            }
            compare(new int[] {number}, product, numeric, numeric.bound() + doubt);
        }

        private void compare(int[] index, double analytic, Estimate numeric, double bound) {
            double difference = Math.abs(analytic - numeric.value());
            double size = Math.max(Math.abs(analytic), Math.abs(numeric.value()));
            double relative = size == 0 ? 0 : difference / size;
            boolean agrees = difference <= bound;
            absoluteError = Math.max(absoluteError, difference);
            relativeError = Math.max(relativeError, relative);
            if (worst == null || (passed && !agrees) || (passed == agrees && relative > worst.relativeError())) {
                worst = new Check.Worst(index, analytic, numeric.value(), relative, bound);
            }
            passed &= agrees;
        }

        Check.OfGradient report() {
            return new Check.OfGradient(
                    passed, checked, entries, notDifferentiable, relativeError, absoluteError, worst);
        }
    }
}
