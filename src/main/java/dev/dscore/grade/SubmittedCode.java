package dev.dscore.grade;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.functions.Indices;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Program;
import dev.dscore.lang.SourceException;
import dev.dscore.lang.Warning;
import dev.dscore.tensor.Evaluator;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Memory;
import dev.dscore.verify.TooCostlyException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a student's code computes, interpreted and never executed. It sees the inputs, the lengths of the axes, every named
 * value of the forward pass, and the upstream gradients.
 *
 * @param gradients those that it assigns, by name
 * @param lines the line that assigned each of them last
 * @param failure what stopped it, where something did
 * @param warnings of what is allowed and hardly ever meant
 */
record SubmittedCode(
        Map<String, Tensor> gradients, Map<String, Integer> lines, Optional<Failure> failure, List<Warning> warnings) {

    /** @param sentence what is wrong with the line, and what would be right */
    record Failure(int line, String text, String sentence) {
        static Failure of(SourceException e) {
            return new Failure(e.line(), e.text(), e.getMessage() + e.remedy());
        }
    }

    /** @param names the gradients that it may assign */
    static SubmittedCode run(
            String code,
            Limits limits,
            Function function,
            Binding binding,
            Collection<String> names,
            Evaluator evaluator,
            Budget budget) {
        Program program;
        try {
            program = Program.parse(code, limits);
        } catch (SourceException e) {
            return new SubmittedCode(Map.of(), Map.of(), Optional.of(Failure.of(e)), List.of());
        }
        Program.Run run = run(program, function.graph(), binding.inputs().lengths());
        Map<String, Node> assigned = new LinkedHashMap<>();
        for (String name : names) {
            Node node = run.values().get(name);
            boolean upstream = node instanceof Node.Input input && input.name().equals(name);
            if (node != null && !upstream) assigned.put(name, node);
        }
        Map<String, Integer> lengths = binding.inputs().lengths();
        try (Memory.Held held = budget.hold(run.graph(), lengths)) {
            Optional<Indices> outside = Indices.firstOutside(run.graph().nodes(), binding.inputs());
            if (outside.isPresent())
                return failed(new Failure(1, "", outside.get().message()), run);
            Map<Node, Tensor> values =
                    evaluator.evaluate(run.graph(), binding.inputs(), new LinkedHashSet<>(assigned.values()));
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            assigned.forEach((name, node) -> gradients.put(name, values.get(node)));
            return new SubmittedCode(gradients, program.lines(), run.failure().map(Failure::of), run.warnings());
        } catch (TooCostlyException e) {
            // the student's mistake, not the caller's
            return failed(new Failure(1, "", e.getMessage()), run);
        }
    }

    private static SubmittedCode failed(Failure failure, Program.Run run) {
        return new SubmittedCode(Map.of(), Map.of(), Optional.of(failure), run.warnings());
    }

    // in symbols, which says more where it goes wrong; in numbers where code that counts on them needs it
    private static Program.Run run(Program program, Graph forward, Map<String, Integer> lengths) {
        Program.Run inSymbols = program.run(forward);
        if (inSymbols.failure().isEmpty()) return inSymbols;
        Program.Run inNumbers = program.run(forward, lengths);
        boolean further = inNumbers
                .failure()
                .map(failure -> failure.line() > inSymbols.failure().get().line())
                .orElse(true);
        return further ? inNumbers : inSymbols;
    }
}
