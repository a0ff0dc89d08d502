package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.Trials;
import dev.dscore.array.Inputs;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Re-evaluating only what a perturbation touches, and adding up where the rest is linear, changes no number. */
class RegionTests {
    private static final double STEP = 0x1p-30;

    static Stream<String> catalogue() {
        return new Catalogue().entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void everyLayerOfTheCatalogueChangesAlikeByRegionsAndAsAWhole(String name) throws Exception {
        FunctionDefinition function = new Catalogue().find(name).orElseThrow().function();
        Map<String, Integer> sizes = new HashMap<>(RandomInputs.sizes(function, Map.of()));
        RandomInputs.Drawn drawn = new RandomInputs(new Evaluator()).draw(function, sizes, 3);
        compare(function, Binding.of(function, drawn.inputs(), drawn.upstream()).inputs());
    }

    @Test
    void randomProgramsChangeAlikeByRegionsAndAsAWhole() {
        Trials.run(300, random -> compare(RandomProgramTests.function(random), RandomProgramTests.inputs(random)));
    }

    private static void compare(FunctionDefinition function, Inputs inputs) {
        Lowering lowering = Lowering.of(function.graph(), function.objective(), Allowance.UNLIMITED);
        Baseline baseline = new Baseline(lowering.graph(), inputs);
        Node output = lowering.lowered().get(function.objective());
        for (String name : function.differentiable()) {
            Node source = lowering.lowered().get(function.graph().named(name));
            if (source == null) continue;
            Propagation propagation = Propagation.of(lowering.graph(), baseline, source, output);
            if (!propagation.reachesOutput()) continue;
            for (Scheme scheme : Scheme.values()) {
                double[] whole = change(propagation, baseline, scheme, true),
                        regions = change(propagation, baseline, scheme, false);
                assertClose(regions, whole, name + " of " + function.code());
            }
            double[] whole = change(propagation, baseline, Scheme.SECOND_ORDER, true);
            assertClose(superposed(propagation, baseline), whole, "superposed " + name + " of " + function.code());
        }
    }

    // sums in another order: to rounding of the terms, which are as large as the largest change; of a sum of opposites,
    // as
    // tanh(x) + tanh(-x), all changes are that rounding, and its terms are about as large as the step
    private static void assertClose(double[] actual, double[] expected, String what) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
        double tolerated = 1e-11 * largest + 0x1p-50 * STEP;
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as(what).isCloseTo(expected[i], within(tolerated));
        }
    }

    private static double[] change(Propagation propagation, Baseline baseline, Scheme scheme, boolean whole) {
        Change start = start(propagation, baseline, scheme);
        Region all = Region.whole(start.region().shape(), start.lanes());
        return propagation.propagated(whole ? start.widenedTo(all) : start).delta();
    }

    private static double[] superposed(Propagation propagation, Baseline baseline) {
        LinearTail forced = LinearTail.of(propagation, Double.POSITIVE_INFINITY);
        return forced.outputChange(propagation, start(propagation, baseline, Scheme.SECOND_ORDER));
    }

    private static Change start(Propagation propagation, Baseline baseline, Scheme scheme) {
        int[] shape = baseline.of(propagation.source()).shape();
        int[] positions = IntStream.range(0, propagation.size()).toArray();
        double[] steps = new double[positions.length];
        Arrays.fill(steps, STEP);
        return Change.ofEntries(Region.entries(shape, positions), steps, new Workspace(scheme));
    }
}
