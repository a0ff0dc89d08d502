package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Cost;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.lang.Array;
import dev.dscore.lang.Dtype;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Message;
import dev.dscore.lang.Nearest;
import dev.dscore.lang.Plain;
import dev.dscore.lang.Script;
import dev.dscore.lang.SourceException;
import dev.dscore.lang.Stop;
import dev.dscore.lang.Truth;
import dev.dscore.lang.Value;
import dev.dscore.lang.Warning;
import dev.dscore.lang.Whole;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.plain.Meter;
import dev.dscore.plain.Numeric;
import dev.dscore.plain.NumericArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a student's code computes, interpreted and never executed. It sees the inputs, the lengths of the axes, every named
 * value of the forward pass, and the upstream gradients; where calls are given, these see them, and the code only what they hand to
 * it.
 *
 * @param gradients those that it assigns and no later line could have changed, by name
 * @param unreadable of names to which it assigns what is no array of numbers, the sentence that says so
 * @param causes of those that are not finite, what made them so, where that is known
 * @param lines the line that assigned or changed each of them last
 * @param failure what stopped it, where something did
 * @param pending gradients that lines which were not run would still have assigned or changed, with what stopped them
 * @param inLoops names that it assigns in loops and nowhere else
 * @param ignored of names that it assigns and that are nothing here, which gradient each was probably meant for
 * @param warnings of what is allowed and hardly ever meant
 */
record SubmittedCode(
        Map<String, Tensor> gradients,
        Map<String, String> unreadable,
        Map<String, Optional<String>> causes,
        Map<String, Integer> lines,
        Optional<Failure> failure,
        Map<String, Failure> pending,
        Set<String> inLoops,
        Map<String, String> ignored,
        List<Warning> warnings) {

    /** Steps of a program to a step of the request's allowance. */
    private static final int STEPS = 8;

    /**
     * @param call which of the calls it is about, from 1; none where it is about the code
     * @param text the whole line
     * @param sentence what is wrong with the line, and what would be right
     * @param told the same for those who may not see the inputs
     */
    record Failure(Optional<Integer> call, int line, String text, String sentence, String told, Stop stop) {
        private static Failure of(SourceException e, Script code, List<Script> calls, Message.Known known) {
            Optional<Integer> call = Optional.empty();
            for (int i = calls.size() - 1; i >= 0; i--) {
                if (calls.get(i).isAbout(e) && !code.isAbout(e)) call = Optional.of(i + 1);
            }
            Script script = call.map(number -> calls.get(number - 1)).orElse(code);
            String text = script.isAbout(e) ? script.line(e.line()) : e.text();
            return new Failure(call, e.line(), text, e.getMessage() + e.remedy(), e.told(known), e.stop());
        }

        /** The same for those who may not see the inputs. */
        Stopped inOutline() {
            return new Stopped(call.orElse(null), line, text, told);
        }

        Stopped stopped() {
            return new Stopped(call.orElse(null), line, text, sentence);
        }
    }

    /**
     * @param calls run after the code, one by one
     * @param names the gradients that it may assign
     * @param allowance for all that the code does
     */
    static SubmittedCode run(
            String code,
            List<String> calls,
            Limits limits,
            FunctionDefinition function,
            Binding binding,
            Collection<String> names,
            Evaluator evaluator,
            Budget budget,
            Allowance allowance) {
        Script script = Script.parse(code, calls.isEmpty() ? limits : limits.ofFile());
        List<Script> called =
                calls.stream().map(call -> Script.parse(call, limits)).toList();
        Set<String> wanted = new LinkedHashSet<>(names);
        // the name of an upstream gradient is a variable where the code assigns it
        wanted.removeIf(name -> function.graph().names().get(name) instanceof Node.Input);
        Allowance steps = allowance.part(Long.MAX_VALUE, STEPS);
        try (Meter meter = new Meter(budget, steps)) {
            Numeric numbers = new Numeric(meter);
            Script.Machine machine = new Script.Machine(numbers, steps);
            meter.watch(machine::live);
            Set<String> seen = new LinkedHashSet<>(script.names());
            called.forEach(call -> seen.addAll(call.names()));
            Map<String, Value> visible = visible(function, binding, seen, evaluator, budget, numbers);
            Set<String> given = new LinkedHashSet<>(visible.keySet());
            if (calls.isEmpty()) {
                given.addAll(function.graph().names().keySet());
                machine.predefine(given);
            }
            Script.Run run = script.run(machine, called, visible);
            Message.Known known = new Message.Known(PublicLengths.of(function, binding), seen, given);
            return of(script, called, machine, run, function, wanted, known);
        }
    }

    private static SubmittedCode of(
            Script script,
            List<Script> calls,
            Script.Machine machine,
            Script.Run run,
            FunctionDefinition function,
            Set<String> wanted,
            Message.Known known) {
        Map<String, Value> keyed = Script.gradientsIn(run.values());
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        Map<String, String> unreadable = new HashMap<>();
        Map<String, Optional<String>> causes = new HashMap<>();
        Set<String> assigned = new LinkedHashSet<>(script.assigned());
        calls.forEach(call -> assigned.addAll(call.assigned()));
        Map<String, Failure> pending = new LinkedHashMap<>();
        for (String name : wanted) {
            SourceException reason = run.pending().get(name);
            if (reason != null) pending.put(name, Failure.of(reason, script, calls, known));
        }
        for (String name : wanted) {
            Value value = run.values().get(name);
            if (value == null || !run.assigned().contains(name)) value = keyed.getOrDefault(name, Value.NOTHING);
            if (pending.containsKey(name)) continue;
            Optional<Array> array = machine.array(value);
            if (array.isEmpty()) {
                // a name that still waits for its value has none
                if (!(value instanceof Value.None)) unreadable.put(name, name + " is " + noArray(value, known) + ".");
                continue;
            }
            NumericArray numbers = (NumericArray) array.get();
            Tensor tensor = numbers.tensor();
            gradients.put(name, tensor);
            if (!Arrays.stream(tensor.data()).allMatch(Double::isFinite)) {
                causes.put(name, numbers.cause().flatMap(NotFiniteCause::sentence));
            }
        }
        return new SubmittedCode(
                gradients,
                unreadable,
                causes,
                run.lines(),
                run.failure().map(failure -> Failure.of(failure, script, calls, known)),
                pending,
                script.assignedInLoops(),
                ignored(assigned, function.graph(), wanted, gradients.keySet()),
                run.warnings());
    }

    // not what is in it: code can make that anything of the inputs
    private static String noArray(Value value, Message.Known known) {
        boolean sequence = value instanceof Value.Items || value instanceof Value.Tuple;
        return Message.kind(value).told(known)
                + (sequence
                        ? " that is no array of numbers: its rows are of different lengths, or hold something else"
                        : ", and no array of numbers");
    }

    /** Of the names in the code what they stand for before it: lengths, inputs, and values of the forward pass. */
    private static Map<String, Value> visible(
            FunctionDefinition function,
            Binding binding,
            Set<String> names,
            Evaluator evaluator,
            Budget budget,
            Numeric numbers) {
        Map<String, Value> visible = new LinkedHashMap<>();
        Map<String, Integer> lengths = binding.inputs().lengths();
        lengths.forEach((axis, length) -> visible.put(axis, Whole.of(length, Size.of(axis))));
        function.written().plain().forEach((name, value) -> visible.put(name, Plain.value(value)));
        Graph graph = function.graph();
        List<Node> wanted = new ArrayList<>();
        graph.names().forEach((name, node) -> {
            if (names.contains(name) && !(node instanceof Node.Input)) wanted.add(node);
        });
        Map<Node, Tensor> values = Map.of();
        if (!wanted.isEmpty()) {
            try (Memory.Held held = Cost.hold(budget, graph.nodes(), lengths)) {
                values = evaluator.evaluate(graph, binding.inputs(), new LinkedHashSet<>(wanted));
            } catch (TooCostlyException e) {
                throw new IllegalStateException("what is graded costs too much", e);
            }
        }
        for (Map.Entry<String, Node> entry : graph.names().entrySet()) {
            if (!names.contains(entry.getKey())
                    && function.inputs().stream()
                            .noneMatch(input -> input.name().equals(entry.getKey())
                                    && input.alias().filter(names::contains).isPresent())) continue;
            Node node = entry.getValue();
            boolean isInput = node instanceof Node.Input;
            Tensor tensor = isInput ? binding.asSent(entry.getKey()) : values.get(node);
            if (tensor == null) continue;
            Shape shape = node.shape().last(tensor.rank());
            Dtype dtype = node.holdsIndices() ? Dtype.INT : Truth.holds(node) ? Dtype.BOOL : Dtype.FLOAT;
            visible.put(entry.getKey(), numbers.array(tensor, shape, dtype));
        }
        for (Declaration input : function.inputs()) {
            Value value = visible.get(input.name());
            if (value != null) input.alias().ifPresent(alias -> visible.putIfAbsent(alias, value));
        }
        return visible;
    }

    /** Names that the code assigns and that are nothing here, each with the gradient that it nearly spells. */
    private static Map<String, String> ignored(
            Set<String> assigned, Graph forward, Set<String> wanted, Set<String> got) {
        Map<String, String> ignored = new TreeMap<>();
        for (String name : assigned) {
            if (wanted.contains(name) || forward.names().containsKey(name)) continue;
            wanted.stream()
                    .filter(gradient -> !assigned.contains(gradient) && !got.contains(gradient))
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
