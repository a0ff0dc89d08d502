package dev.dscore.diagnosis;

import dev.dscore.array.Inputs;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Verdicts;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.verify.PlainEvaluator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Operations of {@link Effort} in a microsecond, for each thing that it prices: they should be about equal, since what is priced
 * too low takes longer than the rest.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class EffortBenchmark {
    private Inputs inputs;
    private Graph graph;
    private List<Node> nodes;
    private Set<Node> wanted;

    @AuxCounters(AuxCounters.Type.OPERATIONS)
    @State(Scope.Thread)
    public static class Priced {
        public long operations;
    }

    @Setup
    public void prepare() throws Exception {
        FunctionDefinition function = EffortTests.steps(60);
        inputs = Binding.of(
                        function,
                        Verdicts.RANDOM
                                .draw(function, Map.of("N", 3, "D", 2), 3)
                                .inputs(),
                        Map.of())
                .inputs();
        graph = function.graph();
        nodes = graph.needed(List.of(function.objective()));
        wanted = Set.of(function.objective());
    }

    @Benchmark
    public void calls(Priced priced, Blackhole blackhole) {
        blackhole.consume(Verdicts.EVALUATOR.evaluate(graph, inputs, wanted));
        priced.operations += Effort.ofCalls(nodes, inputs.lengths());
    }

    @Benchmark
    public void plain(Priced priced, Blackhole blackhole) {
        blackhole.consume(PlainEvaluator.evaluate(graph, inputs, wanted, Map.of(), Allowance.UNLIMITED));
        priced.operations += Effort.ofPlain(graph, nodes, inputs.lengths());
    }

    @Benchmark
    public void copy(Priced priced, Blackhole blackhole) {
        blackhole.consume(graph.with(Map.of(), Allowance.UNLIMITED));
        priced.operations += Effort.ofCopy(graph);
    }
}
