package dev.dscore.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Defines classes of the program, creates their objects, and calls the methods that Python calls implicitly. */
final class Classes {
    /** Base classes that add nothing to a running program: {@code ABC}, {@code Generic[T]}, {@code nn.Module}. */
    static final Map<String, Callable.ClassOf> BASES = bases("object", "ABC", "Generic", "Protocol", "Module");

    /** Maximum number of classes that are merged into the lookup order of one class. */
    private static final int MOST_BASES = 30;

    private static final String ANNOTATIONS = "__annotations__";

    private final Interpreter interpreter;

    Classes(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    private static Map<String, Callable.ClassOf> bases(String... names) {
        Map<String, Callable.ClassOf> bases = new LinkedHashMap<>();
        for (String name : names) bases.put(name, new Callable.ClassOf(name, List.of(), Map.of()));
        return bases;
    }

    /** Runs the body of a class and returns the class. */
    Callable.ClassOf define(Statement.ClassOf statement) {
        List<Callable.ClassOf> bases = new ArrayList<>();
        for (Expression.Argument argument : statement.bases()) {
            Value value = interpreter.value(argument.value());
            Place at = argument.value().at();
            if (argument.name().isPresent() || argument.star() > 0) {
                boolean abstracts =
                        value instanceof Callable.Native meta && meta.name().equals("ABCMeta");
                if (!abstracts) throw at.unsupported("`metaclass=` and its like are not taken");
            } else if (value instanceof Callable.ClassOf type) {
                if (type != BASES.get("object")) bases.add(type);
            } else if (value instanceof Value.Hint) {
                bases.add(BASES.get("Generic"));
            } else {
                throw value instanceof Value.Module
                        ? at.unsupported("this class is not here; put it before the class that inherits from it")
                        : at.unsupported("{} is not taken as a base class", Message.kind(value));
            }
        }
        Scope body = interpreter.scope().ofClass();
        return interpreter.within(body, () -> {
            interpreter.statements().all(statement.body());
            Callable.ClassOf type = Interpreter.at(statement.at(), () -> {
                derive(bases);
                return new Callable.ClassOf(statement.name(), bases, new LinkedHashMap<>(body.names()));
            });
            body.defines(type);
            return type;
        });
    }

    // the lookup order is merged from those of the bases, each of which is searched for each class
    private void derive(List<Callable.ClassOf> bases) {
        long classes = bases.size();
        for (Callable.ClassOf base : bases) classes += base.order().size();
        if (classes > MOST_BASES)
            throw Fault.limit("inherits from too many classes; at most " + MOST_BASES + " are looked through");
        interpreter.take(Sequences.STEPS_OF_OBJECT + classes * classes);
    }

    /** Records an annotated name of a class. */
    void declare(String name) {
        Scope scope = interpreter.scope();
        if (!scope.isOfClass()) return;
        Value.Dictionary declared =
                scope.names().get(ANNOTATIONS) instanceof Value.Dictionary known ? known : new Value.Dictionary();
        scope.names().put(ANNOTATIONS, declared);
        declared.entries().put(new Value.Text(name), new Value.Hint(name));
    }

    /** Returns the annotated names of a class, inherited names first. */
    static List<String> declared(Callable.ClassOf type) {
        List<String> names = new ArrayList<>();
        List<Callable.ClassOf> order = type.order();
        for (int i = order.size() - 1; i >= 0; i--) {
            if (!(order.get(i).attributes().get(ANNOTATIONS) instanceof Value.Dictionary declared)) continue;
            for (Value name : declared.entries().keySet()) {
                if (!names.contains(Texts.text(name))) names.add(Texts.text(name));
            }
        }
        return names;
    }

    Value.Instance instance(Callable.ClassOf type, List<Value> positional, Map<String, Value> keywords) {
        for (Callable.ClassOf one : type.order())
            interpreter.sequences().read(one.attributes().size());
        String missing = abstracts(type);
        if (!missing.isEmpty()) {
            throw Fault.error(
                    "TypeError",
                    "{} does not define {}, and has no objects without",
                    Message.name(type.name()),
                    Message.name(missing));
        }
        interpreter.take(Sequences.STEPS_OF_OBJECT);
        Value.Instance instance = new Value.Instance(type);
        if (Errors.isClass(type)) instance.attributes().put("args", new Value.Tuple(List.copyOf(positional)));
        if (type.find("__init__").isPresent()) {
            interpreter.call(interpreter.members().read(instance, "__init__"), positional, keywords);
        } else if (!Errors.isClass(type) && !(positional.isEmpty() && keywords.isEmpty())) {
            throw Fault.error("TypeError", "{} takes no arguments", Message.name(type.name()));
        }
        return instance;
    }

    private static String abstracts(Callable.ClassOf type) {
        return type.order().stream()
                .flatMap(one -> one.attributes().keySet().stream())
                .distinct()
                .filter(name -> isAbstract(type.find(name).orElseThrow()))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static boolean isAbstract(Value value) {
        if (value instanceof Value.Property property) return isAbstract(property.getter());
        if (value instanceof Value.Static method) return isAbstract(method.function());
        if (value instanceof Value.OfClass method) return isAbstract(method.function());
        return value instanceof Callable.Abstract;
    }

    /** Calls a method of an object, which its class must have. */
    Value method(Value object, String name, List<Value> arguments) {
        return interpreter.call(interpreter.members().read(object, name), arguments, Map.of());
    }

    /** Calls a method that Python calls implicitly; empty if the class lacks it or it returns NotImplemented. */
    Optional<Value> special(Value object, String name, List<Value> arguments) {
        if (!(object instanceof Value.Instance instance)) return Optional.empty();
        if (instance.type().find(name).isEmpty()) return Optional.empty();
        return Optional.of(method(object, name, arguments)).filter(value -> !isNotImplemented(value));
    }

    private static boolean isNotImplemented(Value value) {
        return value instanceof Value.Hint hint && hint.text().equals("NotImplemented");
    }

    boolean isTrue(Value.Instance instance) {
        Optional<Value> truth = special(instance, "__bool__", List.of());
        if (truth.isEmpty()) truth = special(instance, "__len__", List.of());
        return truth.isEmpty() || interpreter.isTrue(truth.get());
    }

    String text(Value.Instance instance) {
        for (String name : List.of("__str__", "__repr__")) {
            Optional<Value> text = special(instance, name, List.of());
            if (text.isPresent()) return Texts.text(text.get());
        }
        return Errors.text(interpreter, instance).orElseGet(() -> Texts.text(instance));
    }
}
