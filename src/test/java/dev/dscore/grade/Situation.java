package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.functions.InputException;
import dev.dscore.graph.Shape;
import dev.dscore.truth.Slope;
import dev.dscore.truth.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A function at inputs, with what is true of it there. Not for use by several threads at a time. */
public final class Situation {
    final String name;
    final FunctionDefinition function;
    final Map<String, Tensor> inputs;
    final Map<String, Tensor> upstream;
    private final int digits;
    private final Map<String, List<Slope>> slopes = new HashMap<>();
    private Truth truth;

    /** @param digits of the truth, see {@link Truth#of} */
    Situation(
            String name,
            FunctionDefinition function,
            Map<String, Tensor> inputs,
            Map<String, Tensor> upstream,
            int digits) {
        this.name = name;
        this.function = function;
        this.inputs = new TreeMap<>(inputs);
        this.upstream = upstream;
        this.digits = digits;
    }

    Situation(String name, FunctionDefinition function, Map<String, Tensor> inputs, Map<String, Tensor> upstream) {
        this(name, function, inputs, upstream, Truth.DIGITS);
    }

    /** @param inputs such as {@code X N D, y N below C, c}; one without axes is a scalar */
    public static FunctionDefinition define(String inputs, String output, String... code) {
        List<Declaration> declared = new ArrayList<>();
        for (String input : inputs.split(",")) {
            String[] parts = input.strip().split(" below ");
            String[] words = parts[0].split(" ", 2);
            declared.add(new Declaration(
                    words[0],
                    Shape.parse(words.length > 1 ? words[1] : ""),
                    parts.length > 1 ? Optional.of(Declaration.size(parts[1])) : Optional.empty(),
                    Optional.empty()));
        }
        return Functions.of(declared, String.join("\n", code), output);
    }

    Binding binding() {
        try {
            return Binding.of(function, inputs, upstream);
        } catch (InputException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    Truth truth() {
        if (truth == null) truth = Truth.of(function, binding().inputs(), digits);
        return truth;
    }

    /** The one-sided derivatives in every entry of the value that {@code gradient} is the gradient of. */
    List<Slope> slopes(String gradient) {
        return slopes.computeIfAbsent(gradient, key -> truth().slopes(valueOf(key)));
    }

    int[] shape(String gradient) {
        return truth().value(valueOf(gradient)).shape();
    }

    private static String valueOf(String gradient) {
        return gradient.substring(1);
    }

    Tensor tensor(String gradient, double... data) {
        return new Tensor(shape(gradient), data);
    }

    /** The gradient, rounded to doubles; NaN where there is none. */
    double[] right(String gradient) {
        return slopes(gradient).stream()
                .mapToDouble(slope -> slope.exists() ? slope.value() : Double.NaN)
                .toArray();
    }

    /** Whether every entry has a derivative. */
    boolean isDifferentiable(String gradient) {
        return slopes(gradient).stream().allMatch(Slope::exists);
    }

    /** The gradients of all inputs that have one. */
    List<String> gradients() {
        return function.differentiable().stream().map(input -> "d" + input).toList();
    }

    /** What it takes to see the case again. */
    String reproduction() {
        StringBuilder text = new StringBuilder(name)
                .append(" {")
                .append(function.code().replace("\n", "; "))
                .append("}");
        inputs.forEach(
                (input, tensor) -> text.append(" ").append(input).append("=").append(shown(tensor)));
        upstream.forEach(
                (output, tensor) -> text.append(" d").append(output).append("=").append(shown(tensor)));
        return text.toString();
    }

    static String shown(Tensor tensor) {
        String numbers =
                Arrays.toString(Arrays.stream(tensor.data()).limit(60).boxed().toArray());
        return Tensor.tuple(tensor.shape()) + numbers + (tensor.size() > 60 ? "…" : "");
    }

    @Override
    public String toString() {
        return name;
    }
}
