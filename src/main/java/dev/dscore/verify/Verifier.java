package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.ArrayList;
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
            Verdict verdict = differences.containsKey(name)
                    ? verdict(differences.get(name), claim.gradient(), coverage)
                    : Verdict.untouched(claim.gradient());
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

    private static Verdict verdict(FiniteDifferences differences, Tensor gradient, Coverage coverage) {
        Verdict verdict = new Verdict(gradient.size());
        if (coverage.everyEntry()) {
            Estimate[] estimates = differences.everyEntry(coverage.step());
            for (int i = 0; i < estimates.length; i++)
                verdict.entry(gradient.index(i), gradient.data()[i], estimates[i]);
            return verdict;
        }
        List<double[]> directions = directions(coverage.directions(), gradient.size());
        Estimate[] estimates = differences.along(directions, coverage.step());
        for (int i = 0; i < estimates.length; i++) {
            verdict.direction(i, gradient.data(), directions.get(i), estimates[i]);
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

        /** Of a value that the output does not depend on. */
        static Verdict untouched(Tensor gradient) {
            Verdict verdict = new Verdict(gradient.size());
            for (int i = 0; i < gradient.size(); i++) {
                verdict.entry(gradient.index(i), gradient.data()[i], Estimate.ZERO);
            }
            return verdict;
        }

        void entry(int[] index, double analytic, Estimate numeric) {
            checked++;
            if (numeric.kink() && numeric.brackets(analytic)) notDifferentiable++;
            else compare(index, analytic, numeric, numeric.bound());
        }

        // a random direction touches every entry and proves none, so no entry counts as checked
        void direction(int number, double[] gradient, double[] direction, Estimate numeric) {
            double product = 0, magnitude = 0;
            for (int i = 0; i < gradient.length; i++) {
                product += gradient[i] * direction[i];
                magnitude += Math.abs(gradient[i] * direction[i]);
            }
            compare(
                    new int[] {number},
                    product,
                    numeric,
                    numeric.bound() + Baseline.growth(gradient.length) * magnitude);
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
