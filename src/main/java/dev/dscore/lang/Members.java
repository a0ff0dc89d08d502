package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads and writes attributes and methods, which stand after a dot. */
final class Members {
    /** Functions that are not methods of an array. */
    private static final Set<String> FUNCTIONS_ONLY = Set.of(
            "where zeros ones empty full zeros_like ones_like empty_like full_like array asarray arange linspace eye identity"
                    .split(" "));

    /** {@code __init__} of Python's own classes: an error keeps its arguments, other classes take none. */
    private static final Callable INITIALIZED =
            new Callable.Native("object.__init__", Builtin.of("__init__", "self *values **names", given -> {
                if (given.value("self") instanceof Value.Instance instance && Errors.isClass(instance.type())) {
                    instance.attributes().put("args", new Value.Tuple(List.copyOf(given.rest())));
                } else if (!given.rest().isEmpty() || !given.keywords().isEmpty()) {
                    throw Fault.error("TypeError", "object.__init__ takes no arguments");
                }
                return Value.None.NONE;
            }));

    private final Interpreter interpreter;

    Members(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    Value read(Value owner, String name) {
        return find(owner, name).orElseThrow(() -> missing(owner, name));
    }

    /** @throws Fault if the owner has such a name and the language does not, or if the attribute cannot be computed */
    Optional<Value> find(Value owner, String name) {
        if (owner instanceof Value.Module module) return Optional.of(Modules.read(interpreter, module, name));
        if (owner instanceof Array array) return ofArray(array, name);
        if (owner instanceof Value.Instance instance) return ofInstance(instance, name);
        if (owner instanceof Value.Super above) return ofSuper(above, name);
        if (owner instanceof Callable.ClassOf type) return ofClass(type, name);
        if (owner instanceof Value.Property property && name.equals("setter")) return Optional.of(setter(property));
        if (owner instanceof Value.Tuple tuple)
            interpreter.sequences().read(tuple.fields().size());
        if (owner instanceof Value.Tuple tuple && tuple.fields().contains(name)) {
            return Optional.of(tuple.elements().get(tuple.fields().indexOf(name)));
        }
        if (owner instanceof Value.Generator) {
            Builtin method = RandomFunctions.METHODS.get(name);
            return Optional.ofNullable(method).map(function -> bound(owner, name, function));
        }
        if (name.equals("__name__")) {
            Optional<String> own = name(owner);
            if (own.isPresent()) return Optional.of(new Value.Text(own.get()));
        }
        if (owner instanceof Callable.Native function
                && List.of("at", "outer", "reduce", "accumulate").contains(name)) {
            Builtin at = NumpyFunctions.TABLE.get(function.function().name() + "." + name);
            if (at != null) return Optional.of(new Callable.Native(name, at));
        }
        return Optional.ofNullable(table(owner).get(name)).map(function -> bound(owner, name, function));
    }

    private static Value bound(Value owner, String name, Builtin function) {
        return new Callable.Bound(owner, new Callable.Native(name, function));
    }

    /** Returns {@code __name__} of a function or a type. */
    static Optional<String> name(Value value) {
        if (value instanceof Callable.Own own)
            return Optional.of(own.definition().name());
        if (value instanceof Callable.ClassOf type) return Optional.of(type.name());
        if (value instanceof Callable.Native function) return Optional.of(function.name());
        if (value instanceof Value.Type type) {
            return Optional.of(
                    type.isPythons()
                            ? type.dtype().text().replaceAll("\\d", "")
                            : type.dtype().text());
        }
        return Optional.empty();
    }

    private Fault missing(Value owner, String name) {
        Message near = owner instanceof Value.Instance instance
                ? interpreter.nearest(name, instance.attributes().keySet())
                : Message.fixed(" here");
        Message message = Numbers.isNumber(owner)
                ? Message.of("a number of Python's has no .{}", Message.name(name))
                : Message.of("{} has no .{}{}", Message.kind(owner), Message.name(name), near);
        return Names.lacking(owner(owner), name, "AttributeError", message);
    }

    // the key in names.txt of the owner's names
    private static String owner(Value owner) {
        if (owner instanceof Array) return "ndarray";
        if (owner instanceof Value.Text) return "str";
        if (owner instanceof Value.Items) return "list";
        if (owner instanceof Value.Tuple) return "tuple";
        if (owner instanceof Value.Dictionary) return "dict";
        if (owner instanceof Value.Unordered) return "set";
        if (owner instanceof Value.Real) return "float";
        if (Numbers.isWhole(owner)) return "int";
        if (owner instanceof Callable.ClassOf || owner instanceof Value.Type) return "type";
        if (owner instanceof Callable.Native) return "ufunc";
        if (owner instanceof Value.Generator generator)
            return generator.source().type();
        return owner instanceof Callable ? "function" : "object";
    }

    private static Map<String, Builtin> table(Value owner) {
        if (owner instanceof Value.Text) return ContainerMethods.OF_TEXTS;
        if (owner instanceof Value.Items) return ContainerMethods.OF_LISTS;
        if (owner instanceof Value.Dictionary) return ContainerMethods.OF_DICTIONARIES;
        if (owner instanceof Value.Unordered) return ContainerMethods.OF_SETS;
        if (owner instanceof Value.Tuple) return ContainerMethods.OF_TUPLES;
        return Map.of();
    }

    private Optional<Value> ofArray(Array array, String name) {
        switch (name) {
            case "T":
                return Optional.of(interpreter.arrays().transposed(array, reversed(array.rank())));
            case "shape":
                return Optional.of(interpreter.sequences().tuple(array.lengths()));
            case "size":
                if (interpreter.isTorch()) break;
                return Optional.of(Given.count(array));
            case "ndim":
                return Optional.of(Whole.of(array.rank()));
            case "dtype":
                return Optional.of(new Value.Type(array.dtype(), Value.Type.Origin.DTYPE));
            case "data", "real":
                return Optional.of(array);
            default:
                break;
        }
        Builtin method = interpreter.isTorch() ? TorchFunctions.METHODS.get(name) : null;
        if (method == null) method = NumpyFunctions.METHODS.get(name);
        if (method == null && !FUNCTIONS_ONLY.contains(name)) method = NumpyFunctions.TABLE.get(name);
        if (method != null) return Optional.of(bound(array, name, method));
        if (interpreter.isTorch())
            throw Fault.unsupported("{} has no .{} here", Message.kind(array), Message.name(name));
        return Optional.empty();
    }

    private static List<Integer> reversed(int rank) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = rank - 1; axis >= 0; axis--) axes.add(axis);
        return axes;
    }

    private Optional<Value> ofInstance(Value.Instance instance, String name) {
        if (name.equals("__class__")) return Optional.of(instance.type());
        Optional<Value> inherited = instance.type().find(name);
        // a property takes precedence over the object's own attribute
        if (inherited.isPresent() && inherited.get() instanceof Value.Property property) {
            return Optional.of(interpreter.call(property.getter(), List.of(instance), Map.of()));
        }
        Value own = instance.attributes().get(name);
        if (own != null) return Optional.of(own);
        if (inherited.isPresent()) return inherited.map(value -> bound(value, instance, instance.type()));
        Optional<Value> made = name.startsWith("__")
                ? Optional.empty()
                : interpreter.classes().special(instance, "__getattr__", List.of(new Value.Text(name)));
        if (made.isPresent()) return made;
        return name.equals("__init__") ? Optional.of(initialized(instance)) : Optional.empty();
    }

    private static Value bound(Value value, Value receiver, Callable.ClassOf type) {
        if (value instanceof Value.Static method) return method.function();
        if (value instanceof Value.OfClass method && method.function() instanceof Callable function) {
            return new Callable.Bound(type, function);
        }
        if (value instanceof Callable.Own || value instanceof Callable.Abstract || isDefinedByUs(value)) {
            return new Callable.Bound(receiver, (Callable) value);
        }
        return value;
    }

    // methods that @dataclass adds
    private static boolean isDefinedByUs(Value value) {
        return value instanceof Callable.Native function && function.name().startsWith("__");
    }

    private Optional<Value> ofSuper(Value.Super above, String name) {
        Callable.ClassOf type = above.receiver() instanceof Value.Instance instance
                ? instance.type()
                : (Callable.ClassOf) above.receiver();
        List<Callable.ClassOf> order = type.order();
        for (Callable.ClassOf next : order.subList(order.indexOf(above.after()) + 1, order.size())) {
            Value value = next.attributes().get(name);
            if (value == null) continue;
            if (value instanceof Value.Property property) {
                return Optional.of(interpreter.call(property.getter(), List.of(above.receiver()), Map.of()));
            }
            return Optional.of(bound(value, above.receiver(), type));
        }
        return name.equals("__init__") ? Optional.of(initialized(above.receiver())) : Optional.empty();
    }

    /** Returns {@code __init__} of Python's own classes, bound to an object. */
    private static Value initialized(Value object) {
        return new Callable.Bound(object, INITIALIZED);
    }

    private static Optional<Value> ofClass(Callable.ClassOf type, String name) {
        if (name.equals("__name__") || name.equals("__qualname__")) return Optional.of(new Value.Text(type.name()));
        Optional<Value> found = type.find(name);
        if (found.isEmpty() && name.equals("__init__")) return Optional.of(INITIALIZED);
        return found.map(value ->
                value instanceof Value.Static || value instanceof Value.OfClass ? bound(value, type, type) : value);
    }

    private static Value setter(Value.Property property) {
        return new Callable.Native(
                "setter",
                Builtin.of(
                        "setter",
                        "function",
                        given -> new Value.Property(property.getter(), Optional.of(given.value("function")))));
    }

    void write(Value owner, String name, Value value) {
        if (owner instanceof Value.Instance instance) {
            Optional<Value> inherited = instance.type().find(name);
            if (inherited.isPresent() && inherited.get() instanceof Value.Property property) {
                Value setter = property.setter()
                        .orElseThrow(() ->
                                Fault.error("AttributeError", ".{} is computed and has no setter", Message.name(name)));
                interpreter.call(setter, List.of(instance, value), Map.of());
                return;
            }
            if (instance.type().find("__setattr__").isPresent()) throw Fault.unsupported("`__setattr__` is not taken");
            instance.attributes().put(name, value);
        } else if (owner instanceof Callable.ClassOf type) {
            if (Errors.TABLE.containsValue(type) || Classes.BASES.containsValue(type)) {
                throw Fault.error("TypeError", ".{} of {} cannot be assigned", Message.name(name), Message.kind(type));
            }
            type.attributes().put(name, value);
        } else if (owner instanceof Array array && name.equals("shape")) {
            throw Fault.unsupported("assigning .shape is not taken; reshape makes another array");
        } else if (owner instanceof Callable.Own || owner instanceof Value.Module || owner instanceof Array) {
            throw Fault.unsupported("assigning .{} of {} is not taken", Message.name(name), Message.kind(owner));
        } else {
            throw Fault.error(
                    "AttributeError", "{} has no .{} that can be assigned", Message.kind(owner), Message.name(name));
        }
    }
}
