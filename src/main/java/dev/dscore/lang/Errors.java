package dev.dscore.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Python's error classes, and the errors of a program as objects of these classes. */
final class Errors {
    /** One class a line, followed by its base classes, which earlier lines define. */
    private static final String CLASSES =
            """
            BaseException
            Exception BaseException
            KeyboardInterrupt BaseException
            SystemExit BaseException
            ArithmeticError Exception
            FloatingPointError ArithmeticError
            OverflowError ArithmeticError
            ZeroDivisionError ArithmeticError
            AssertionError Exception
            AttributeError Exception
            EOFError Exception
            ImportError Exception
            ModuleNotFoundError ImportError
            LookupError Exception
            IndexError LookupError
            KeyError LookupError
            MemoryError Exception
            NameError Exception
            UnboundLocalError NameError
            OSError Exception
            FileNotFoundError OSError
            RuntimeError Exception
            NotImplementedError RuntimeError
            RecursionError RuntimeError
            StopIteration Exception
            SyntaxError Exception
            TypeError Exception
            UFuncTypeError TypeError
            ValueError Exception
            AxisError ValueError IndexError
            LinAlgError ValueError
            Warning Exception
            DeprecationWarning Warning
            RuntimeWarning Warning
            UserWarning Warning
            """;

    static final Map<String, Callable.ClassOf> TABLE = table();

    private static final Callable.ClassOf BASE = TABLE.get("BaseException");

    private Errors() {}

    private static Map<String, Callable.ClassOf> table() {
        Map<String, Callable.ClassOf> table = new LinkedHashMap<>();
        CLASSES.lines().forEach(line -> {
            String[] names = line.split(" ");
            List<Callable.ClassOf> bases = new ArrayList<>();
            for (int i = 1; i < names.length; i++) bases.add(table.get(names[i]));
            table.put(names[0], new Callable.ClassOf(names[0], bases, Map.of()));
        });
        table.put("IOError", table.get("OSError"));
        table.put("EnvironmentError", table.get("OSError"));
        return table;
    }

    static boolean isClass(Callable.ClassOf type) {
        return type.inherits(BASE);
    }

    /** Returns whether Python raises an error that a program can handle. Text that is not Python never runs. */
    static boolean isRaised(SourceException e) {
        return e.stop() == Stop.ERROR
                && (!e.type().equals("SyntaxError") || e.raised().isPresent());
    }

    /**
     * Returns whether {@code except types} handles an error.
     *
     * @throws SourceException if the error's class is not known well enough, or {@code types} are not known classes
     */
    static boolean isA(SourceException e, Place at, Value types) {
        List<Value> all = types instanceof Value.Tuple tuple ? tuple.elements() : List.of(types);
        for (Value type : all) {
            if (!(type instanceof Callable.ClassOf wanted) || !isClass(wanted)) {
                if (type instanceof Callable.ClassOf || !(type instanceof Value.Module)) {
                    throw at.error(Fault.error("TypeError", "names no class of errors: it is {}", Message.kind(type)));
                }
                throw at.unsupported("this class of errors is not known here");
            }
            if (wanted == BASE || wanted == TABLE.get("Exception") && e.raised().isEmpty()) return true;
            if (e.type().isEmpty()) {
                throw at.unsupported("which class Python's error is of is not known here: {}", e.message());
            }
            if (object(e).type().inherits(wanted)) return true;
        }
        return false;
    }

    /** Returns the error as the object that a handler sees. */
    static Value.Instance object(SourceException e) {
        return e.raised().orElseGet(() -> {
            Value.Instance error = new Value.Instance(TABLE.getOrDefault(e.type(), TABLE.get("Exception")));
            error.attributes().put("args", new Value.Tuple(List.of(new Value.Text(e.getMessage()))));
            return error;
        });
    }

    /** Returns the exception that {@code raise error} throws. */
    static SourceException raised(Interpreter interpreter, Place at, Value error) {
        Value object = error;
        if (error instanceof Callable.ClassOf type && isClass(type)) {
            object = interpreter.call(type, List.of(), Map.of());
        }
        if (!(object instanceof Value.Instance instance) || !isClass(instance.type())) {
            throw Fault.error("TypeError", "raises {}, which is no error", Message.kind(error));
        }
        return at.error("the code raises an error itself").with(instance);
    }

    /** Returns {@code str(error)}; empty for other objects. */
    static Optional<String> text(Interpreter interpreter, Value.Instance error) {
        if (!isClass(error.type())) return Optional.empty();
        List<Value> arguments =
                error.attributes().get("args") instanceof Value.Tuple tuple ? tuple.elements() : List.of();
        if (arguments.isEmpty()) return Optional.of("");
        return Optional.of(
                arguments.size() == 1 ? interpreter.text(arguments.get(0)) : Texts.text(new Value.Tuple(arguments)));
    }
}
