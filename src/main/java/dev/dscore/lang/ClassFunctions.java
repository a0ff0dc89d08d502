package dev.dscore.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python's functions on classes, objects and types, and the decorators used in classes. */
final class ClassFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    /** The functions of the modules abc and dataclasses. */
    static final Map<String, Builtin> MODULES = new LinkedHashMap<>();

    private ClassFunctions() {}

    static {
        row("isinstance", "a type", given -> Value.Flag.of(isInstance(given, given.value("a"))));
        row(
                "issubclass",
                "a type",
                given -> Value.Flag.of(given.several(given.value("type")).stream()
                        .anyMatch(type -> given.value("a") instanceof Callable.ClassOf own
                                && type instanceof Callable.ClassOf base
                                && own.inherits(base))));
        row("type", "a", given -> typeOf(given.value("a")));
        row("callable", "a", given -> Value.Flag.of(Calls.isCallable(given.value("a"))));
        row("hasattr", "a name", given -> Value.Flag.of(found(given).isPresent()));
        row("getattr", "a name *default", given -> found(given)
                .or(() -> given.rest().stream().findFirst())
                .orElseGet(() -> given.interpreter().members().read(given.value("a"), given.text("name"))));
        row("setattr", "a name value", given -> {
            given.interpreter().members().write(given.value("a"), given.text("name"), given.value("value"));
            return Value.None.NONE;
        });
        row("super", "type=None receiver=None", ClassFunctions::above);
        row(
                "property",
                "getter setter=None",
                given -> new Value.Property(
                        given.value("getter"),
                        Optional.of(given.value("setter")).filter(setter -> given.has("setter"))));
        row("staticmethod", "function", given -> new Value.Static(given.value("function")));
        row("classmethod", "function", given -> new Value.OfClass(given.value("function")));
        for (String name :
                List.of("abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod")) {
            module(name, "function", given -> new Callable.Abstract(given.value("function")));
        }
        module("ABCMeta", "a", given -> {
            throw Fault.unsupported("`metaclass=` is not taken");
        });
        module(
                "dataclass",
                "type=None **options",
                given -> given.has("type")
                        ? withFields(given.value("type"))
                        : new Callable.Native(
                                "dataclass",
                                Builtin.of("dataclass", "type", inner -> withFields(inner.value("type")))));
        module("field", "default=None default_factory=None **options", given -> {
            if (given.has("default_factory")) {
                return new Value.Property(given.value("default_factory"), Optional.empty());
            }
            return given.value("default");
        });
    }

    private static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    private static void module(String name, String parameters, Builtin.Body body) {
        MODULES.put(name, Builtin.of(name, parameters, body));
    }

    private static Optional<Value> found(Given given) {
        try {
            return given.interpreter().members().find(given.value("a"), given.text("name"));
        } catch (Fault e) {
            if (e.type().equals("AttributeError")) return Optional.empty();
            throw e;
        }
    }

    private static Value above(Given given) {
        Interpreter interpreter = given.interpreter();
        if (!given.has("type")) {
            return interpreter
                    .scope()
                    .above()
                    .orElseThrow(() -> Fault.error("RuntimeError", "stands in no method of a class"));
        }
        boolean known = given.value("type") instanceof Callable.ClassOf
                && (given.value("receiver") instanceof Value.Instance
                        || given.value("receiver") instanceof Callable.ClassOf);
        if (!known) throw Fault.error("TypeError", "takes a class and an object of it");
        return new Value.Super((Callable.ClassOf) given.value("type"), given.value("receiver"));
    }

    /** Returns {@code type(value)}. */
    static Value typeOf(Value value) {
        if (value instanceof Value.Instance instance) return instance.type();
        if (value instanceof Value.Flag) return new Value.Type(Dtype.BOOL, Value.Type.Origin.PYTHON);
        if (value instanceof Whole) return new Value.Type(Dtype.INT, Value.Type.Origin.PYTHON);
        if (value instanceof Value.Real) return new Value.Type(Dtype.FLOAT, Value.Type.Origin.PYTHON);
        if (value instanceof Array array && array.rank() == 0)
            return new Value.Type(array.dtype(), Value.Type.Origin.NUMPY);
        String name = "";
        if (value instanceof Value.Items) name = "list";
        if (value instanceof Value.Tuple tuple && tuple.fields().isEmpty()) name = "tuple";
        if (value instanceof Value.Dictionary dictionary && dictionary.factory().isEmpty()) name = "dict";
        if (value instanceof Value.Unordered) name = "set";
        if (value instanceof Value.Text) name = "str";
        if (value instanceof Array) return new Callable.Native("ndarray", NumpyFunctions.TABLE.get("ndarray"));
        if (name.isEmpty()) throw Fault.unsupported("the type of {} is not taken", Message.kind(value));
        return new Callable.Native(name, PythonFunctions.TABLE.get(name));
    }

    private static boolean isInstance(Given given, Value value) {
        for (Value type : given.several(given.value("type"))) {
            if (type instanceof Value.Tuple nested
                    ? nested.elements().stream().anyMatch(one -> matches(value, one))
                    : matches(value, type)) return true;
        }
        return false;
    }

    private static boolean matches(Value value, Value type) {
        if (type instanceof Value.Type kept) return matches(value, kept);
        if (type instanceof Callable.Native function) {
            return switch (function.name()) {
                case "list" -> value instanceof Value.Items;
                case "tuple" -> value instanceof Value.Tuple;
                case "dict", "OrderedDict" -> value instanceof Value.Dictionary;
                case "set" -> value instanceof Value.Unordered;
                case "str" -> value instanceof Value.Text;
                case "range" -> value instanceof Value.Range;
                case "ndarray", "Tensor" -> value instanceof Array a && a.rank() > 0;
                default -> throw Fault.error("TypeError", "{} is no type", Message.fixed(function.name()));
            };
        }
        if (type instanceof Value.Hint hint) {
            return switch (hint.text()) {
                case "Callable" -> Calls.isCallable(value);
                case "Iterable" -> value instanceof Value.Items || value instanceof Value.Tuple;
                case "number", "generic" -> value instanceof Array a && a.rank() == 0;
                case "integer" ->
                    value instanceof Array a && a.rank() == 0 && a.dtype().isWhole();
                case "floating" -> value instanceof Array a && a.rank() == 0 && a.dtype() == Dtype.FLOAT;
                default -> throw Fault.unsupported("{} is not taken as a type of values", Message.fixed(hint.text()));
            };
        }
        if (type instanceof Callable.ClassOf own) {
            if (own == Classes.BASES.get("object")) return true;
            return value instanceof Value.Instance instance && instance.type().inherits(own);
        }
        if (type instanceof Value.Module) throw Fault.unsupported("this class is not here");
        throw Fault.error("TypeError", "{} is no type", Message.kind(type));
    }

    private static boolean matches(Value value, Value.Type type) {
        boolean number = value instanceof Array a && a.rank() == 0 && a.dtype() == type.dtype();
        return switch (type.dtype()) {
            case INT, UINT8 -> type.isPythons() ? Numbers.isWhole(value) : number;
            // NumPy's float64 is also a Python float
            case FLOAT -> type.isPythons() && value instanceof Value.Real || number;
            case BOOL -> type.isPythons() ? value instanceof Value.Flag : number;
        };
    }

    // @dataclass: adds an __init__ that takes the annotated names, and an __eq__ that compares them
    private static Value withFields(Value value) {
        if (!(value instanceof Callable.ClassOf type))
            throw Fault.error("TypeError", "decorates a class, not {}", Message.kind(value));
        List<String> fields = Classes.declared(type);
        Map<String, Value> defaults = new LinkedHashMap<>();
        fields.forEach(field -> type.find(field).ifPresent(given -> defaults.put(field, given)));
        if (!type.attributes().containsKey("__init__")) {
            Builtin init =
                    Builtin.of("__init__", "self *values **names", given -> initialized(given, fields, defaults));
            type.attributes().put("__init__", new Callable.Native("__init__", init));
        }
        defaults.forEach((field, given) -> {
            if (given instanceof Value.Property) type.attributes().remove(field);
        });
        if (!type.attributes().containsKey("__eq__")) {
            Builtin equal = Builtin.of(
                    "__eq__",
                    "self other",
                    given -> Value.Flag.of(given.value("other") instanceof Value.Instance other
                            && given.value("self") instanceof Value.Instance self
                            && other.type() == self.type()
                            && fields.stream().allMatch(field -> given.interpreter()
                                    .operators()
                                    .isEqual(
                                            self.attributes().get(field),
                                            other.attributes().get(field)))));
            type.attributes().put("__eq__", new Callable.Native("__eq__", equal));
        }
        return type;
    }

    private static Value initialized(Given given, List<String> fields, Map<String, Value> defaults) {
        Value.Instance self = (Value.Instance) given.value("self");
        List<Value> values = given.rest();
        if (values.size() > fields.size()) {
            throw Fault.error("TypeError", "takes {} arguments, not {}", fields.size(), values.size());
        }
        List<String> unknown = new ArrayList<>(given.keywords().keySet());
        given.interpreter().sequences().read((long) fields.size() * (1 + unknown.size()));
        for (int i = 0; i < fields.size(); i++) {
            String field = fields.get(i);
            unknown.remove(field);
            Value made;
            if (i < values.size()) made = values.get(i);
            else if (given.keywords().containsKey(field))
                made = given.keywords().get(field);
            else if (!defaults.containsKey(field))
                throw Fault.error("TypeError", "the argument {} is missing", Message.name(field));
            else if (defaults.get(field) instanceof Value.Property factory)
                made = given.interpreter().call(factory.getter(), List.of(), Map.of());
            else made = defaults.get(field);
            self.attributes().put(field, made);
        }
        if (!unknown.isEmpty()) throw Fault.error("TypeError", "has no argument {}", Message.name(unknown.get(0)));
        given.interpreter().classes().special(self, "__post_init__", List.of());
        return Value.None.NONE;
    }
}
