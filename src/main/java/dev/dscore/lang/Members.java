package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands behind a dot: attributes and methods. */
final class Members {
    /** Functions that are no methods of an array. */
    private static final Set<String> FUNCTIONS_ONLY = Set.of(
            "where zeros ones empty full zeros_like ones_like empty_like full_like array asarray arange linspace eye identity"
                    .split(" "));

    private final Interpreter interpreter;

    Members(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    Value read(Value owner, String name) {
        if (owner instanceof Value.Module module) return Modules.read(module, name);
        if (owner instanceof Array array) return ofArray(array, name);
        if (owner instanceof Value.Instance instance) return ofInstance(instance, name);
        if (owner instanceof Callable.ClassOf type) {
            return type.find(name).orElseThrow(() -> new Fault(owner.kind() + " has no ." + name));
        }
        if (owner instanceof Callable.Native function
                && (name.equals("at") || name.equals("outer") || name.equals("reduce"))) {
            Builtin at = NumpyFunctions.TABLE.get(function.function().name() + "." + name);
            if (at != null) return new Callable.Native(name, at);
        }
        if (Numbers.isNumber(owner)) {
            if (name.equals("shape") || name.equals("T") || name.equals("ndim") || name.equals("size")) {
                throw new Fault("a number of Python's has no ." + name);
            }
        }
        Builtin method = method(owner, name);
        if (method == null) throw new Fault(owner.kind() + " has no ." + name);
        return new Callable.Bound(owner, new Callable.Native(name, method));
    }

    private static Builtin method(Value owner, String name) {
        Map<String, Builtin> table = Map.of();
        if (owner instanceof Value.Text) table = ContainerMethods.OF_TEXTS;
        if (owner instanceof Value.Items) table = ContainerMethods.OF_LISTS;
        if (owner instanceof Value.Dictionary) table = ContainerMethods.OF_DICTIONARIES;
        if (owner instanceof Value.Unordered) table = ContainerMethods.OF_SETS;
        if (owner instanceof Value.Tuple) table = ContainerMethods.OF_TUPLES;
        return table.get(name);
    }

    private Value ofArray(Array array, String name) {
        switch (name) {
            case "T":
                return interpreter.arrays().transposed(array, reversed(array.rank()));
            case "shape":
                return new Value.Tuple(List.copyOf(array.lengths()));
            case "size":
                if (interpreter.isTorch()) break;
                return Given.count(array);
            case "ndim":
                return Whole.of(array.rank());
            case "dtype":
                return new Value.Type(array.dtype(), false);
            case "data", "real", "grad":
                if (name.equals("data")) return array;
                break;
            case "flat", "device", "requires_grad":
                throw new Fault(array.kind() + " has no ." + name + " here");
            default:
                break;
        }
        Builtin method = interpreter.isTorch() ? TorchFunctions.METHODS.get(name) : null;
        if (method == null) method = NumpyFunctions.METHODS.get(name);
        if (method == null && !FUNCTIONS_ONLY.contains(name)) method = NumpyFunctions.TABLE.get(name);
        if (method == null) throw new Fault(array.kind() + " has no ." + name);
        return new Callable.Bound(array, new Callable.Native(name, method));
    }

    private static List<Integer> reversed(int rank) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = rank - 1; axis >= 0; axis--) axes.add(axis);
        return axes;
    }

    private static Value ofInstance(Value.Instance instance, String name) {
        Value own = instance.attributes().get(name);
        if (own != null) return own;
        if (name.equals("__class__")) return instance.type();
        Optional<Value> found = instance.type().find(name);
        if (found.isEmpty()) {
            throw new Fault(instance.kind() + " has no ." + name
                    + Nearest.to(name, instance.attributes().keySet()));
        }
        return found.get() instanceof Callable.Own method ? new Callable.Bound(instance, method) : found.get();
    }

    void write(Value owner, String name, Value value) {
        if (owner instanceof Value.Instance instance) instance.attributes().put(name, value);
        else if (owner instanceof Callable.ClassOf type) type.attributes().put(name, value);
        else if (owner instanceof Array array && name.equals("shape"))
            throw new Fault("assigning .shape is not taken; reshape makes another array");
        else throw new Fault(owner.kind() + " has no ." + name + " that can be assigned");
    }
}
