package dev.dscore.verify;

import com.github.benmanes.caffeine.cache.Cache;
import dev.dscore.array.Inputs;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Cores;
import dev.dscore.compute.Kept;
import dev.dscore.compute.Made;
import dev.dscore.compute.StoppedException;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Holds analytic gradients against finite differences. It shares nothing with how they were computed but the forward graph:
 * no derivative, no rewrite, no kernel of ND4J.
 */
public final class Verifier {
    private static final String METHOD = "central differences: second order where it settles, else fourth order";
    private static final long SEED = 1;

    private final long workLimit;
    private final Cores cores;
    private final Cache<Graph, Made<Lowering>> lowered = Kept.within(
                    (Graph graph, Made<Lowering> lowering) -> lowering.value().bytes(graph))
            .weakKeys()
            .build();

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
     * What finite differences say of some gradients.
     *
     * @param proofs by the gradient's name
     * @param ties the directions in which the entries of gradients together are known, see {@link Tie}
     */
    public record Verification(Check check, Map<String, Proof> proofs, List<Tie> ties) {}

    /** See {@link #verify}. */
    public Check check(
            Graph forward,
            Node output,
            Inputs inputs,
            Map<String, Claim> claims,
            Coverage coverage,
            Allowance allowance)
            throws TooCostlyException {
        return verify(forward, output, inputs, claims, coverage, allowance).check();
    }

    /**
     * Holds each claim against finite differences.
     *
     * @param output a scalar of {@code forward}
     * @param claims by the name under which each is reported, {@code dW}
     * @param allowance for the forward graph in simpler operations
     * @throws TooCostlyException before anything is perturbed, where every entry would cost more than the limit
     * @throws StoppedException where this thread is interrupted
     */
    public Verification verify(
            Graph forward,
            Node output,
            Inputs inputs,
            Map<String, Claim> claims,
            Coverage coverage,
            Allowance allowance)
            throws TooCostlyException {
        Lowering lowering = lowering(forward, output, allowance);
        Baseline baseline = new Baseline(lowering.graph(), inputs);
        Map<String, FiniteDifferences> differences = new LinkedHashMap<>();
        claims.forEach((name, claim) -> {
            Node source = lowering.lowered().get(claim.of());
            if (source == null) return; // the output does not depend on it
            Node target = lowering.lowered().get(output);
            differences.put(name, new FiniteDifferences(lowering.graph(), baseline, source, target, cores));
        });
        if (coverage.everyEntry()) refuseBeyondLimit(differences.values());
        Reasons reasons = new Reasons(forward, lowering, baseline);
        Map<String, Proof> proofs = new LinkedHashMap<>();
        Map<String, int[]> entriesAtKinks = new LinkedHashMap<>();
        claims.forEach((name, claim) -> {
            Map<Integer, OneSided> atKinks = new TreeMap<>();
            Verdict verdict = verdict(differences.get(name), claim, coverage, reasons, atKinks, allowance);
            Proof proof = verdict.proof();
            proofs.put(name, proof);
            if (atKinks.isEmpty()) return;
            entriesAtKinks.put(
                    name,
                    atKinks.keySet().stream()
                            .filter(position -> !proof.undetermined().containsKey(position))
                            .mapToInt(Integer::intValue)
                            .toArray());
        });
        Map<String, Check.OfGradient> byGradient = new LinkedHashMap<>();
        proofs.forEach((name, proof) -> byGradient.put(name, proof.report()));
        Check check = Check.of(
                coverage.everyEntry() ? METHOD : METHOD + ", along " + coverage.directions() + " random directions",
                byGradient);
        if (entriesAtKinks.isEmpty()) return new Verification(check, proofs, List.of());
        Map<String, Node> sources = new LinkedHashMap<>();
        for (String name : entriesAtKinks.keySet())
            sources.put(name, lowering.lowered().get(claims.get(name).of()));
        TieSlopes slopes = new TieSlopes(
                lowering.graph(), baseline, lowering.lowered().get(output), differences, sources, claims, allowance);
        Ties ties = new Ties(lowering.graph(), baseline, slopes);
        return new Verification(check, proofs, ties.among(differences, entriesAtKinks, sources));
    }

    private Lowering lowering(Graph forward, Node output, Allowance allowance) {
        Made<Lowering> known = lowered.getIfPresent(forward);
        if (known != null && known.value().lowered().containsKey(output)) return known.chargedTo(allowance);
        Made.Making making = Made.making(allowance);
        Made<Lowering> made = making.of(forward, Lowering.of(forward, output, allowance));
        if (known == null) lowered.put(forward, made);
        return made.value();
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

    /**
     * @param differences null where the output does not depend on the value at all
     * @param atKinks gets the entries that move an operation off its kink
     */
    private Verdict verdict(
            @Nullable FiniteDifferences differences,
            Claim claim,
            Coverage coverage,
            Reasons reasons,
            Map<Integer, OneSided> atKinks,
            Allowance allowance) {
        int size = claim.gradient().size();
        if (differences == null) {
            return Verdict.of(claim, coverage.step() == null, reasons, allowance, verdict -> {
                for (int i = 0; i < size; i++) verdict.entry(i, Estimate.ZERO);
            });
        }
        boolean scaled = coverage.step() == null && coverage.directions() > 0;
        List<double[]> directions = directions(coverage.directions(), size, scaled ? differences.scales() : null);
        NumericDerivative[] along = differences.along(directions, coverage.step());
        boolean crossing = Arrays.stream(along).anyMatch(OneSided.class::isInstance);
        FiniteDifferences.Settled settled = coverage.everyEntry() && coverage.step() == null
                ? differences.settle(claim.gradient().data())
                : null;
        int[] single;
        if (settled != null) single = settled.open();
        else if (coverage.everyEntry()) single = IntStream.range(0, size).toArray();
        else single = crossing ? differences.reachingKinks() : notFinite(claim);
        NumericDerivative[] estimates = differences.estimates(
                single, coverage.step(), single.length == 0 ? 0 : Verdict.knownBesideLargest(claim));
        for (int i = 0; i < single.length; i++) {
            if (estimates[i] instanceof OneSided oneSided) atKinks.put(single[i], oneSided);
        }
        return Verdict.of(claim, coverage.step() == null, reasons, allowance, verdict -> {
            if (settled != null) verdict.settled(settled);
            for (int i = 0; i < single.length; i++) verdict.entry(single[i], estimates[i]);
            for (int i = 0; i < along.length; i++) verdict.direction(i, directions.get(i), along[i], single);
        });
    }

    // what a rule cannot tell
    private static int[] notFinite(Claim claim) {
        double[] entries = claim.gradient().data();
        return IntStream.range(0, entries.length)
                .filter(position -> !Double.isFinite(entries[position]))
                .toArray();
    }

    /**
     * Of a fixed seed, so that the same request gets the same answer.
     *
     * @param scales of the entries, by which a direction moves them; null where all move alike
     */
    private static List<double[]> directions(int count, int size, double @Nullable [] scales) {
        SplittableRandom random = new SplittableRandom(SEED);
        List<double[]> directions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] direction = new double[size];
            for (int j = 0; j < size; j++) direction[j] = random.nextDouble(-1, 1) * (scales == null ? 1 : scales[j]);
            directions.add(direction);
        }
        return directions;
    }
}
