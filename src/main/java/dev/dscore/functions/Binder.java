package dev.dscore.functions;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.functions.InputException.Kind;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Binds the arrays that were sent to the inputs of a function, or reports the one that does not fit and why. */
final class Binder {
    private final FunctionDefinition function;
    private final Map<Declaration, String> sentAs = new LinkedHashMap<>();
    private final Map<String, Tensor> sent;
    // the length of each axis, and the input that set it first
    private final Map<String, Integer> lengths = new HashMap<>();
    private final Map<String, String> saidBy = new HashMap<>();

    Binder(FunctionDefinition function, Map<String, Tensor> sent) {
        this.function = function;
        this.sent = sent;
    }

    Binding bind(Map<String, Tensor> upstream) throws InputException {
        match();
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, int[]> given = new HashMap<>();
        Map<String, Integer> madeFor = function.lengths();
        lengths.putAll(madeFor);
        madeFor.keySet().forEach(axis -> saidBy.put(axis, ""));
        for (Declaration input : function.inputs()) {
            Tensor tensor = sent.get(sentAs.get(input));
            given.put(input.name(), tensor.shape());
            tensors.put(input.name(), tensor.reshaped(shape(input, tensor)));
        }
        for (Declaration input : function.inputs()) {
            if (input.isInteger()) checkIndices(input, sent.get(sentAs.get(input)));
            else checkFinite(sentAs.get(input), sent.get(sentAs.get(input)));
        }
        for (String output : function.upstreamOutputs()) {
            tensors.put(Derivation.gradientOf(output), upstream(output, upstream.get(output)));
        }
        for (String name : upstream.keySet()) {
            if (!function.upstreamOutputs().contains(name)) throw noUpstream(name);
        }
        Inputs inputs = new Inputs(tensors, lengths);
        Graph graph = function.graph();
        Optional<Indices> outside = Indices.firstOutside(graph, graph.nodes(), inputs);
        if (outside.isPresent()) throw outside(outside.get(), tensors);
        return new Binding(inputs, given);
    }

    private Tensor upstream(String output, @Nullable Tensor tensor) throws InputException {
        Shape shape = function.graph().named(output).shape();
        String described = describe(shape) + " = " + Tensor.tuple(shape.in(lengths));
        if (tensor == null) {
            throw new InputException(
                    Kind.MISSING_UPSTREAM,
                    output,
                    List.of(),
                    output
                            + " is no scalar, so the gradient that the next layer hands down is needed: \"upstream\": {\""
                            + output + "\": …}, " + described);
        }
        int[] padded = padded(shape, tensor.shape());
        if (!Arrays.equals(padded, shape.in(lengths))) {
            throw new InputException(
                    Kind.UPSTREAM_SHAPE,
                    output,
                    List.of(),
                    "the upstream gradient of " + output + " is " + Tensor.tuple(tensor.shape())
                            + "; it has the shape of " + output + ", " + described);
        }
        int at = firstNotFinite(tensor);
        if (at >= 0) {
            List<Integer> index = index(tensor, at);
            throw new InputException(
                    Kind.UPSTREAM_NOT_FINITE,
                    output,
                    index,
                    "the upstream gradient of " + output + " is " + tensor.data()[at]
                            + (index.isEmpty() ? "" : " at " + index)
                            + "; every number must be finite in float64");
        }
        return tensor.reshaped(padded);
    }

    private InputException outside(Indices indices, Map<String, Tensor> tensors) {
        if (indices.input().isEmpty()) {
            return new InputException(Kind.SHAPE, function.inputs().get(0).name(), List.of(), indices.message());
        }
        Tensor tensor = tensors.get(indices.input());
        String name = function.inputs().stream()
                .filter(input -> input.name().equals(indices.input()))
                .map(sentAs::get)
                .findFirst()
                .orElseThrow();
        return new InputException(Kind.LABEL, name, index(tensor, indices.position()), indices.message());
    }

    private InputException noUpstream(String name) {
        String message = function.outputs().contains(name)
                ? name + " is a scalar; its upstream gradient is 1 and is not sent"
                : name + " is not an output; the outputs are " + String.join(", ", function.outputs());
        return new InputException(Kind.UNKNOWN_UPSTREAM, name, List.of(), message);
    }

    private void match() throws InputException {
        for (String name : sent.keySet()) {
            Declaration input = function.inputs().stream()
                    .filter(declaration -> declaration.isCalled(name))
                    .findFirst()
                    .orElseThrow(() -> new InputException(
                            Kind.UNKNOWN, name, List.of(), name + " is not an input; the inputs are " + names()));
            String other = sentAs.put(input, name);
            if (other != null) {
                throw new InputException(
                        Kind.UNKNOWN, name, List.of(), name + " and " + other + " are the same input; send one");
            }
        }
        for (Declaration input : function.inputs()) {
            if (!sentAs.containsKey(input)) {
                String name = input.alias().orElse(input.name());
                throw new InputException(
                        Kind.MISSING,
                        name,
                        List.of(),
                        name + " is missing; it is " + describe(input.shape()) + "; the inputs are " + names());
            }
        }
    }

    private String names() {
        return String.join(
                ", ",
                function.inputs().stream()
                        .map(input -> input.alias().orElse(input.name()))
                        .toList());
    }

    private static String describe(Shape shape) {
        return shape.rank() == 0 ? "a number" : "an array of shape " + shape.tuple();
    }

    private int[] shape(Declaration input, Tensor tensor) throws InputException {
        String name = sentAs.get(input);
        Shape declared = input.shape();
        int[] shape = padded(declared, tensor.shape());
        if (shape.length != declared.rank()) {
            throw misfit(name, otherRank(name, input, tensor));
        }
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 0) throw misfit(name, name + " is " + Tensor.tuple(tensor.shape()) + ": it is empty");
            Size size = declared.size(axis);
            if (size.isNumber()) {
                if (size.number() != shape[axis]) {
                    throw misfit(name, mismatch(name, tensor, declared, size + " ≠ " + shape[axis]));
                }
                continue;
            }
            Integer known = lengths.putIfAbsent(size.toString(), shape[axis]);
            saidBy.putIfAbsent(size.toString(), name);
            if (known != null && known != shape[axis]) {
                String other = saidBy.get(size.toString());
                throw misfit(name, conflict(name, tensor, declared, axis, other, known) + hint(tensor, declared));
            }
        }
        return shape;
    }

    private static String otherRank(String name, Declaration input, Tensor tensor) {
        Shape declared = input.shape();
        String axes = declared.rank() == 1 ? ", with 1 axis" : ", with " + declared.rank() + " axes";
        String remedy = "; these look one-hot: send the class of each row, np.argmax(" + name + ", axis=1)";
        return name + " is " + Tensor.tuple(tensor.shape()) + "; it must be "
                + describe(declared)
                + (declared.rank() == 0 ? "" : axes)
                + (isOneHot(input, tensor) ? remedy : "");
    }

    // rows of zeros with a single 1, for an input that takes the class of each row
    private static boolean isOneHot(Declaration input, Tensor tensor) {
        if (!input.isInteger() || input.shape().rank() != 1 || tensor.rank() != 2) return false;
        int columns = tensor.shape()[1];
        if (tensor.size() == 0 || columns == 1) return false;
        for (int start = 0; start < tensor.size(); start += columns) {
            int ones = 0;
            for (int i = start; i < start + columns; i++) {
                if (tensor.data()[i] == 1) ones++;
                else if (tensor.data()[i] != 0) return false;
            }
            if (ones != 1) return false;
        }
        return true;
    }

    private static String mismatch(String name, Tensor tensor, Shape declared, String because) {
        return name + " is " + Tensor.tuple(tensor.shape()) + "; it must be " + declared.tuple() + ": " + because;
    }

    private String conflict(String name, Tensor tensor, Shape declared, int axis, String other, int known) {
        String symbol = declared.size(axis).toString();
        if (other.isEmpty()) {
            return name + " is " + Tensor.tuple(tensor.shape()) + ": on axis " + axis + ", " + symbol + " must be "
                    + known + ", for which the function was made";
        }
        Tensor elsewhere = sent.get(other);
        Shape otherShape = function.inputs().stream()
                .filter(input -> input.isCalled(other))
                .findFirst()
                .orElseThrow()
                .shape();
        return name + " is " + declared.tuple() + " = " + Tensor.tuple(tensor.shape()) + " and " + other + " is "
                + otherShape.tuple() + " = " + Tensor.tuple(elsewhere.shape()) + ": on axis " + axis + " of " + name
                + ", " + symbol + " is " + tensor.shape()[tensor.rank() - declared.rank() + axis] + ", but by "
                + other + " it is " + known;
    }

    private String hint(Tensor tensor, Shape declared) {
        if (tensor.rank() != 2 || declared.rank() != 2) return "";
        int[] flipped = {tensor.shape()[1], tensor.shape()[0]};
        for (int axis = 0; axis < 2; axis++) {
            Integer known = lengths.get(declared.size(axis).toString());
            if (known != null && known != flipped[axis]) return "";
        }
        return "; transposed?";
    }

    // (C,) for a declared (1, C)
    private static int[] padded(Shape declared, int[] shape) {
        int missing = declared.rank() - shape.length;
        if (missing <= 0) return shape;
        for (int axis = 0; axis < missing; axis++) {
            if (!declared.size(axis).equals(Size.ONE)) return shape;
        }
        int[] padded = new int[declared.rank()];
        Arrays.fill(padded, 0, missing, 1);
        System.arraycopy(shape, 0, padded, missing, shape.length);
        return padded;
    }

    private void checkIndices(Declaration input, Tensor tensor) throws InputException {
        Size below = input.below().orElseThrow();
        long bound = below.in(lengths);
        for (int i = 0; i < tensor.size(); i++) {
            double value = tensor.data()[i];
            if (value >= 0 && value < bound && value == Math.rint(value)) continue;
            String name = sentAs.get(input);
            List<Integer> index = index(tensor, i);
            String shown = value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
            throw new InputException(
                    below.isNumber() ? Kind.WHOLE_NUMBER : Kind.LABEL,
                    name,
                    index,
                    entry(name, index) + " is " + shown + "; " + range(below, bound));
        }
    }

    // an axis C counts classes; a bound that is a number has no axis
    private static String range(Size below, long bound) {
        if (below.isNumber()) {
            return bound == 1 ? "it must be 0" : "it must be a whole number from 0 to " + (bound - 1);
        }
        String classes = below.toString().equals("C") ? " classes" : "";
        return "with " + below + " = " + bound + classes + " it must be " + (bound == 1 ? "0" : "0 … " + (bound - 1));
    }

    private static String entry(String name, List<Integer> index) {
        return index.isEmpty() ? name : name + index;
    }

    private static void checkFinite(String name, Tensor tensor) throws InputException {
        int at = firstNotFinite(tensor);
        if (at < 0) return;
        List<Integer> index = index(tensor, at);
        throw new InputException(
                Kind.NOT_FINITE,
                name,
                index,
                entry(name, index) + " is " + tensor.data()[at] + "; every number must be finite in float64");
    }

    private static int firstNotFinite(Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            if (!Double.isFinite(tensor.data()[i])) return i;
        }
        return -1;
    }

    private static List<Integer> index(Tensor tensor, int position) {
        return new ArrayList<>(Arrays.stream(tensor.index(position)).boxed().toList());
    }

    private static InputException misfit(String name, String message) {
        return new InputException(Kind.SHAPE, name, List.of(), message);
    }
}
