package dev.dscore.lang;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What {@code np} and its like hold, what can be imported, and what names stand for that no program defines. */
final class Modules {
    /** Modules whose functions are the language's. One that is not here is an error only where it is used. */
    private static final Map<String, String> NAMES = Map.of(
            "np", "numpy",
            "numpy", "numpy",
            "scipy", "scipy",
            "special", "scipy.special",
            "torch", "torch",
            "F", "torch.nn.functional",
            "math", "math");

    /** Modules of names that Python has anyway. */
    private static final Set<String> PYTHONS =
            Set.of("builtins", "past.builtins", "six.moves", "__future__", "functools", "typing");

    static final Set<String> RESERVED = Set.of("np", "numpy", "scipy", "special");

    private static final Set<String> SUBMODULES =
            Set.of("linalg", "lib", "stride_tricks", "special", "nn", "functional", "scipy");

    private Modules() {}

    static boolean isModule(String name) {
        return NAMES.containsKey(name);
    }

    /** What an import gives its names. */
    static Map<String, Value> bring(Statement.Import statement) {
        Map<String, Value> brought = new LinkedHashMap<>();
        String module = statement.module();
        if (statement.function().isEmpty()) {
            brought.put(statement.name(), module(module));
            return brought;
        }
        String name = statement.function().get();
        if (name.equals("*")) {
            if (module.equals("numpy") || module.equals("math") || module.equals("scipy.special")) {
                NumpyFunctions.TABLE.forEach(
                        (function, builtin) -> brought.put(function, new Callable.Native(function, builtin)));
            }
            return brought;
        }
        if (PYTHONS.contains(module)) {
            known(name).ifPresent(value -> brought.put(statement.name(), value));
            return brought;
        }
        if (module.equals("copy")) {
            find(new Value.Module("copy"), name).ifPresent(value -> brought.put(statement.name(), value));
            return brought;
        }
        boolean known = isKnown(module);
        Value value = known
                ? find(new Value.Module(module), name).orElse(new Value.Module(module + "." + name))
                : new Value.Module(module + "." + name);
        brought.put(statement.name(), value);
        return brought;
    }

    private static boolean isKnown(String module) {
        String root = module.split("\\.")[0];
        return root.equals("numpy") || root.equals("scipy") || root.equals("torch") || root.equals("math");
    }

    private static Value module(String name) {
        return new Value.Module(name);
    }

    /** What a name stands for that the program does not define. */
    static Optional<Value> known(String name) {
        if (NAMES.containsKey(name)) return Optional.of(module(NAMES.get(name)));
        Builtin builtin = PythonFunctions.TABLE.get(name);
        if (builtin == null) builtin = NumpyFunctions.TABLE.get(name);
        if (builtin != null) return Optional.of(new Callable.Native(name, builtin));
        return switch (name) {
            case "int" -> Optional.of(new Value.Type(Dtype.INT, true));
            case "float" -> Optional.of(new Value.Type(Dtype.FLOAT, true));
            case "bool" -> Optional.of(new Value.Type(Dtype.BOOL, true));
            case "__name__" -> Optional.of(new Value.Text("dscore"));
            case "object" -> Optional.of(new Callable.ClassOf("object", java.util.List.of(), Map.of()));
            default -> Optional.empty();
        };
    }

    /** What stands behind a module's dot. */
    static Value read(Value.Module module, String name) {
        return find(module, name).orElseThrow(() -> unknown(module, name));
    }

    private static Optional<Value> find(Value.Module module, String name) {
        if (module.name().equals("copy")) {
            Builtin copy = PythonFunctions.COPYING.get(name);
            return Optional.ofNullable(copy).map(function -> new Callable.Native(name, function));
        }
        if (!isKnown(module.name())) return Optional.empty();
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
        if (SUBMODULES.contains(name)) return Optional.of(module(module.name() + "." + name));
        if (Dtypes.isNamed(name)) return Optional.of(new Value.Type(Dtypes.named(name), false));
        String qualified = module.name().endsWith("linalg") ? "linalg." + name : name;
        if (module.name().startsWith("torch")) {
            Builtin torch = TorchFunctions.TABLE.get(name);
            if (torch != null) return Optional.of(new Callable.Native(name, torch));
        }
        Builtin builtin = NumpyFunctions.TABLE.get(qualified);
        return Optional.ofNullable(builtin).map(function -> new Callable.Native(name, function));
    }

    private static Fault unknown(Value.Module module, String name) {
        if (!isKnown(module.name())) return new Fault("the module " + module.name() + " is not known here");
        if (name.equals("random") || module.name().endsWith("random"))
            return new Fault("random numbers are not taken: the same code must give the same numbers");
        if (Refusal.isNumpys(name)) return new Fault("this function is not taken");
        return new Fault("is not a function of the language" + Nearest.to(name, NumpyFunctions.TABLE.keySet()));
    }
}
