package dev.dscore.verify;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
import java.util.function.BiConsumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds analytic gradients against finite differences. It shares nothing with how they were computed but the forward graph:
 * no derivative, no rewrite, no kernel of ND4J.
 */
public final class Verifier {
    private static final String METHOD = "central differences, fourth order";
    private static final long SEED = 1;

    private final long workLimit;
    private final Cores cores;
    private final Cache<Graph, Lowering> lowered =
            Caffeine.newBuilder().weakKeys().maximumSize(1_000).build();

    /** @param workLimit how many numbers may be computed to check every entry */
    public Verifier(long workLimit, Cores cores) {
        this.workLimit = workLimit;
        this.cores = cores;
    }

    /** On all cores. */
    public Verifier(long workLimit) {
        this(workLimit, new Cores(Runtime.getRuntime().availableProcessors()));
    }

    /**
     * @param output a scalar of {@code forward}
     * @param claims by the name under which each is reported, {@code dW}
     * @throws TooCostlyException before anything is perturbed, where every entry would cost more than the limit
     * @throws StoppedException where this thread is interrupted
     */
    public Check check(Graph forward, Node output, Inputs inputs, Map<String, Claim> claims, Coverage coverage)
            throws TooCostlyException {
        Lowering lowering = lowering(forward, output);
        Baseline baseline = new Baseline(lowering.graph(), inputs);
        Map<String, FiniteDifferences> differences = new LinkedHashMap<>();
        claims.forEach((name, claim) -> {
            Node source = lowering.lowered().get(claim.of());
            if (source == null) return; // the output does not depend on it
            Node target = lowering.lowered().get(output);
            differences.put(name, new FiniteDifferences(lowering.graph(), baseline, source, target, cores));
        });
        if (coverage.everyEntry()) refuseBeyondLimit(differences.values());
        Map<String, Check.OfGradient> byGradient = new LinkedHashMap<>();
        claims.forEach((name, claim) -> {
            Verdict verdict = verdict(differences.get(name), claim, coverage);
            byGradient.put(name, verdict.report());
        });
        return summary(byGradient, coverage);
    }

    private Lowering lowering(Graph forward, Node output) {
        Lowering known = lowered.get(forward, graph -> Lowering.of(graph, output));
        return known.lowered().containsKey(output) ? known : Lowering.of(forward, output);
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
        double[] gradient = claim.gradient().data();
        if (!coverage.everyEntry()) {
            List<double[]> directions = directions(coverage.directions(), gradient.length);
            Estimate[] estimates =
                    differences == null ? zeros(directions.size()) : differences.along(directions, coverage.step());
            return Verdict.withRounding(claim, (verdict, rounding) -> {
                for (int i = 0; i < estimates.length; i++) {
                    verdict.direction(i, gradient, directions.get(i), estimates[i], rounding);
                }
            });
        }
        boolean settles = differences != null && coverage.step() == null;
        FiniteDifferences.Settled settled = settles ? differences.settle(gradient) : null;
        int[] open = settled != null
                ? settled.open()
                : IntStream.range(0, gradient.length).toArray();
        Estimate[] estimates = differences == null ? zeros(open.length) : differences.estimates(open, coverage.step());
        return Verdict.withRounding(claim, (verdict, rounding) -> {
            if (settled != null) verdict.settled(settled);
            for (int i = 0; i < open.length; i++) verdict.entry(open[i], estimates[i], rounding.applyAsDouble(open[i]));
        });
    }

    private static Estimate[] zeros(int count) {
        Estimate[] zeros = new Estimate[count];
        Arrays.fill(zeros, Estimate.ZERO);
        return zeros;
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
        private final Tensor gradient;
        private int checked;
        private int notDifferentiable;
        private boolean passed = true;
        private double relativeError;
        private double absoluteError;
        private Check.@Nullable Worst worst;

        private Verdict(Tensor gradient) {
            this.gradient = gradient;
        }

        /** Adds up what {@code adding} adds, at first as if the gradient had no rounding errors. */
        static Verdict withRounding(Claim claim, BiConsumer<Verdict, IntToDoubleFunction> adding) {
            Verdict exact = new Verdict(claim.gradient());
            adding.accept(exact, position -> 0);
            if (exact.passed) return exact;
            Verdict rounded = new Verdict(claim.gradient());
            double[] bounds = claim.rounding().bounds();
            adding.accept(rounded, position -> bounds[position]);
            return rounded;
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

        void entry(int position, Estimate numeric, double rounding) {
            checked++;
            double analytic = gradient.data()[position];
            if (numeric.kink() && numeric.brackets(analytic)) notDifferentiable++;
            else compare(gradient.index(position), analytic, numeric, numeric.bound() + rounding);
        }

        // a random direction touches every entry and proves none, so no entry counts as checked
        void direction(
                int number, double[] gradient, double[] direction, Estimate numeric, IntToDoubleFunction rounding) {
            double product = 0, doubt = 0;
            double growth = RoundingErrors.growth(gradient.length);
            for (int i = 0; i < gradient.length; i++) {
                product += gradient[i] * direction[i];
                doubt += Math.abs(direction[i]) * (growth * Math.abs(gradient[i]) + rounding.applyAsDouble(i));
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
                    passed, checked, gradient.size(), notDifferentiable, relativeError, absoluteError, worst);
        }
    }
}
