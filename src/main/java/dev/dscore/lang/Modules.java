package dev.dscore.lang;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The contents of {@code np} and other modules, the results of imports, and the names known without one. */
final class Modules {
    /** Modules whose functions the language has. A module that is not listed is an error only where it is used. */
    private static final Map<String, String> NAMES = Map.of(
            "np", "numpy",
            "numpy", "numpy",
            "scipy", "scipy",
            "special", "scipy.special",
            "torch", "torch",
            "F", "torch.nn.functional",
            "math", "math");

    /** Modules whose names Python has without an import. */
    private static final Set<String> PYTHONS = Set.of("builtins", "past.builtins", "six.moves", "__future__");

    static final Set<String> RESERVED = Set.of("np", "numpy", "scipy", "special");

    private static final Set<String> SUBMODULES =
            Set.of("linalg", "lib", "stride_tricks", "special", "nn", "functional", "scipy", "random");

    /** Modules that consist of one table each. */
    private static final Map<String, Map<String, Builtin>> TABLES = Map.of(
            "copy", Copies.TABLE,
            "math", MathFunctions.TABLE,
            "random", PythonRandom.TABLE,
            "numpy.random", RandomFunctions.TABLE,
            "abc", ClassFunctions.MODULES,
            "dataclasses", ClassFunctions.MODULES,
            "collections", LibraryFunctions.TABLE,
            "itertools", LibraryFunctions.TABLE,
            "functools", LibraryFunctions.TABLE);

    /** Modules of types that are used in annotations only. */
    private static final Set<String> HINTS =
            Set.of("typing", "typing_extensions", "collections.abc", "numpy.typing", "types", "numbers");

    /** Classes of numbers in NumPy. {@code GUARDS} are settings of NumPy and torch that change no number. */
    private static final Set<String> KINDS = Set.of("number", "generic", "integer", "floating", "complexfloating");

    private static final Set<String> GUARDS = Set.of("no_grad", "enable_grad", "inference_mode", "errstate");

    private Modules() {}

    static boolean isModule(String name) {
        return NAMES.containsKey(name);
    }

    /** Returns the names that an import defines, with their values. */
    static Map<String, Value> bring(Statement.Import statement) {
        Map<String, Value> brought = new LinkedHashMap<>();
        String module = statement.module();
        if (statement.function().isEmpty()) {
            brought.put(statement.name(), new Value.Module(module));
            return brought;
        }
        String name = statement.function().get();
        if (name.equals("*")) {
            boolean numpys = module.equals("numpy") || module.equals("scipy.special");
            Map<String, Builtin> table = numpys ? NumpyFunctions.TABLE : TABLES.getOrDefault(module, Map.of());
            table.forEach((function, builtin) -> brought.put(function, new Callable.Native(function, builtin)));
            return brought;
        }
        if (PYTHONS.contains(module)) {
            known(name).ifPresent(value -> brought.put(statement.name(), value));
            return brought;
        }
        Value value = find(new Value.Module(module), name).orElse(new Value.Module(module + "." + name));
        brought.put(statement.name(), value);
        return brought;
    }

    private static boolean isKnown(String module) {
        String root = module.replaceAll("\\..*", "");
        return root.equals("numpy") || root.equals("scipy") || root.equals("torch");
    }

    /** Returns the value of a name that the program does not define. */
    static Optional<Value> known(String name) {
        if (NAMES.containsKey(name)) return Optional.of(new Value.Module(NAMES.get(name)));
        Builtin builtin = PythonFunctions.TABLE.get(name);
        if (builtin == null) builtin = NumpyFunctions.TABLE.get(name);
        if (builtin != null) return Optional.of(new Callable.Native(name, builtin));
        Callable.ClassOf error = Errors.TABLE.get(name);
        if (error != null && Names.has("python", name)) return Optional.of(error);
        return switch (name) {
            case "int" -> Optional.of(new Value.Type(Dtype.INT, Value.Type.Origin.PYTHON));
            case "float" -> Optional.of(new Value.Type(Dtype.FLOAT, Value.Type.Origin.PYTHON));
            case "bool" -> Optional.of(new Value.Type(Dtype.BOOL, Value.Type.Origin.PYTHON));
            case "__name__" -> Optional.of(new Value.Text("dscore"));
            case "object" -> Optional.of(Classes.BASES.get("object"));
            case "NotImplemented" -> Optional.of(new Value.Hint(name));
            case "Ellipsis" -> Optional.of(new Value.Ellipsis());
            default -> Optional.empty();
        };
    }

    /** Returns a member of a module. */
    static Value read(Interpreter interpreter, Value.Module module, String name) {
        return find(module, name).orElseThrow(() -> unknown(interpreter, module, name));
    }

    private static Optional<Value> find(Value.Module module, String name) {
        String owner = module.name();
        if (HINTS.contains(owner)) return Optional.of(hint(name));
        if (owner.equals("abc") && name.equals("ABC")) return Optional.of(Classes.BASES.get("ABC"));
        if (owner.equals("torch.nn") && name.equals("Module")) return Optional.of(Classes.BASES.get("Module"));
        if (owner.equals("math") && MathFunctions.CONSTANTS.containsKey(name)) {
            return Optional.of(new Value.Real(MathFunctions.CONSTANTS.get(name)));
        }
        Map<String, Builtin> table = TABLES.get(owner);
        if (table != null) {
            return Optional.ofNullable(table.get(name)).map(function -> new Callable.Native(name, function));
        }
        return isKnown(owner) ? ofNumpy(owner, name) : Optional.empty();
    }

    private static Value hint(String name) {
        boolean base = name.equals("Generic") || name.equals("Protocol");
        return base ? Classes.BASES.get(name) : new Value.Hint(name);
    }

    private static Optional<Value> ofNumpy(String owner, String name) {
        switch (name) {
            case "newaxis":
                return Optional.of(Value.None.NONE);
            case "pi":
                return Optional.of(new Value.Real(Math.PI));
            case "e":
                return Optional.of(new Value.Real(Math.E));
            case "inf", "Inf", "infty":
                return Optional.of(new Value.Real(Double.POSITIVE_INFINITY));
            case "nan", "NaN":
                return Optional.of(new Value.Real(Double.NaN));
            default:
                break;
        }
        if (SUBMODULES.contains(name)) return Optional.of(new Value.Module(owner + "." + name));
        if (Dtypes.isNamed(name)) return Optional.of(new Value.Type(Dtypes.named(name), Value.Type.Origin.NUMPY));
        if (KINDS.contains(name)) return Optional.of(new Value.Hint(name));
        if (GUARDS.contains(name)) {
            return Optional.of(
                    new Callable.Native(name, Builtin.of(name, "*values **names", given -> new Value.Guard(name))));
        }
        if (name.equals("Tensor")) return Optional.of(new Callable.Native(name, NumpyFunctions.TABLE.get("ndarray")));
        String qualified = owner.endsWith("linalg") ? "linalg." + name : name;
        if (owner.startsWith("torch")) {
            Builtin torch = TorchFunctions.TABLE.get(name);
            if (torch != null) return Optional.of(new Callable.Native(name, torch));
        }
        Builtin builtin = NumpyFunctions.TABLE.get(qualified);
        return Optional.ofNullable(builtin).map(function -> new Callable.Native(name, function));
    }

    private static Fault unknown(Interpreter interpreter, Value.Module module, String name) {
        String owner = module.name();
        if (!isKnown(owner) && !TABLES.containsKey(owner)) {
            return Fault.unsupported("the module {} is not known here", Message.fixed(owner));
        }
        if (owner.startsWith("torch") || owner.startsWith("scipy") || Names.has(owner, name)) {
            return Fault.unsupported("this function is not taken");
        }
        return Fault.error(
                "AttributeError",
                "is not a function of the language{}",
                interpreter.nearest(name, NumpyFunctions.TABLE.keySet()));
    }
}
