package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.functions.Indices;
import dev.dscore.graph.Cost;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Nearest;
import dev.dscore.lang.Program;
import dev.dscore.lang.SourceException;
import dev.dscore.lang.Warning;
import dev.dscore.nd4j.Evaluator;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What a student's code computes, interpreted and never executed. It sees the inputs, the lengths of the axes, every named
 * value of the forward pass, and the upstream gradients.
 *
 * @param run of the code, up to where it stopped
 * @param gradients those that it assigns and no later line could have changed, by name
 * @param lines the line that assigned or changed each of them last
 * @param failure what stopped it, where something did
 * @param pending gradients that the lines from the failure on would still have assigned or changed
 * @param ignored of names that it assigns and that are nothing here, which gradient each was probably meant for
 * @param warnings of what is allowed and hardly ever meant
 */
record SubmittedCode(
        Program.Run run,
        Map<String, Tensor> gradients,
        Map<String, Integer> lines,
        Optional<Failure> failure,
        Set<String> pending,
        Map<String, String> ignored,
        List<Warning> warnings) {

    /**
     * @param text the whole line
     * @param sentence what is wrong with the line, and what would be right
     */
    record Failure(int line, String text, String sentence) {
        private static Failure of(SourceException e, Program program) {
            return new Failure(e.line(), program.line(e.line()), e.getMessage() + e.remedy());
        }
    }

    /**
     * @param names the gradients that it may assign
     * @param allowance for all runs of the code
     */
    static SubmittedCode run(
            String code,
            Limits limits,
            Function function,
            Binding binding,
            Collection<String> names,
            Evaluator evaluator,
            Budget budget,
            Allowance allowance) {
        return run(Program.parse(code, limits), function, binding, names, evaluator, budget, allowance);
    }

    private static SubmittedCode run(
            Program program,
            Function function,
            Binding binding,
            Collection<String> names,
            Evaluator evaluator,
            Budget budget,
            Allowance allowance) {
        Map<String, Integer> lengths = binding.inputs().lengths();
        Program.Run run = run(program, function.graph(), lengths, allowance);
        Set<String> wanted = new LinkedHashSet<>(names);
        // the name of an upstream gradient is a variable where the code assigns it
        wanted.removeIf(name -> function.graph().names().get(name) instanceof Node.Input);
        Map<String, Node> finished = new LinkedHashMap<>();
        for (String name : wanted) {
            Node node = run.values().get(name);
            if (node != null && !run.pending().contains(name)) finished.put(name, node);
        }
        String refusal;
        Predicate<List<Node>> refused;
        try (Memory.Held held = Cost.hold(budget, run.graph().nodes(), lengths)) {
            Optional<String> outside = outside(run.graph().nodes(), binding);
            if (outside.isEmpty()) {
                Map<Node, Tensor> values =
                        evaluator.evaluate(run.graph(), binding.inputs(), new LinkedHashSet<>(finished.values()));
                Map<String, Tensor> gradients = new LinkedHashMap<>();
                finished.forEach((name, node) -> gradients.put(name, values.get(node)));
                return of(program, run, gradients, function.graph(), wanted);
            }
            refusal = outside.get();
            refused = nodes -> outside(nodes, binding).isPresent();
        } catch (TooCostlyException e) {
            // the student's mistake, not the caller's
            refusal = e.getMessage();
            refused = nodes -> isTooCostly(nodes, lengths, budget);
        }
        if (program.size() == 0) return of(program, run, Map.of(), function.graph(), wanted);
        Program stopped = program.stoppedAt(firstRefused(run, refused), refusal);
        return run(stopped, function, binding, names, evaluator, budget, allowance);
    }

    private static SubmittedCode of(
            Program program, Program.Run run, Map<String, Tensor> gradients, Graph forward, Set<String> wanted) {
        Set<String> pending = new LinkedHashSet<>(wanted);
        pending.retainAll(run.pending());
        return new SubmittedCode(
                run,
                gradients,
                run.lines(),
                run.failure().map(failure -> Failure.of(failure, program)),
                pending,
                ignored(program, forward, wanted),
                run.warnings());
    }

    private static Optional<String> outside(List<Node> nodes, Binding binding) {
        return Indices.firstOutside(nodes, binding.inputs()).map(Indices::withoutTheIndex);
    }

    private static boolean isTooCostly(List<Node> nodes, Map<String, Integer> lengths, Budget budget) {
        try {
            Cost.check(budget, nodes, lengths);
            return false;
        } catch (TooCostlyException e) {
            return true;
        }
    }

    /** The number of the statement whose nodes are refused, with all before it, as every longer part of the run is, too. */
    private static int firstRefused(Program.Run run, Predicate<List<Node>> refused) {
        int first = 0, last = Math.max(0, run.ends().size() - 1);
        while (first < last) {
            int middle = (first + last) / 2;
            if (refused.test(run.graph().nodes().subList(0, run.ends().get(middle)))) last = middle;
            else first = middle + 1;
        }
        return first;
    }

    // in symbols, which says more where it goes wrong; in numbers where code that counts on them needs it
    private static Program.Run run(Program program, Graph forward, Map<String, Integer> lengths, Allowance allowance) {
        Program.Run inSymbols = program.run(forward, allowance);
        if (inSymbols.failure().isEmpty()) return inSymbols;
        Program.Run inNumbers = program.run(forward, lengths, allowance);
        boolean further = inNumbers
                .failure()
                .map(failure -> failure.line() > inSymbols.failure().get().line())
                .orElse(true);
        return further ? inNumbers : inSymbols;
    }

    /** Names that the code assigns and that are nothing here, each with the gradient that it nearly spells. */
    private static Map<String, String> ignored(Program program, Graph forward, Set<String> wanted) {
        Set<String> assigned = program.assigned();
        Map<String, String> ignored = new TreeMap<>();
        for (String name : assigned) {
            if (wanted.contains(name) || forward.names().containsKey(name)) continue;
            wanted.stream()
                    .filter(gradient -> !assigned.contains(gradient))
                    .filter(gradient -> Nearest.spells(name, gradient))
                    .findFirst()
                    .ifPresent(gradient -> ignored.put(
                            name,
                            "the code assigns " + name + ", and " + gradient + " is never assigned: did you mean "
                                    + gradient + "?"));
        }
        return ignored;
    }
}
