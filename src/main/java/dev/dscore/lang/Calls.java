package dev.dscore.lang;

import dev.dscore.lang.Definition.Kind;
import dev.dscore.lang.Definition.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls of functions, methods and classes. */
final class Calls {
    /** Maximum depth of calls within calls. */
    private static final int DEEPEST = 60;

    private final Interpreter interpreter;
    private int depth = 0;

    Calls(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** Creates a function of the program with the current values of its defaults. */
    Callable.Own own(Definition definition) {
        interpreter.take(Sequences.STEPS_OF_OBJECT);
        Map<String, Value> defaults = new HashMap<>();
        for (Parameter parameter : definition.parameters()) {
            parameter.defaults().ifPresent(value -> defaults.put(parameter.name(), interpreter.value(value)));
        }
        return new Callable.Own(definition, interpreter.scope(), defaults);
    }

    static boolean isCallable(Value value) {
        return value instanceof Callable
                || value instanceof Value.Type
                || value instanceof Value.Guard
                || value instanceof Value.Hint
                || value instanceof Value.Static
                || value instanceof Value.Instance instance
                        && callMethod(instance).isPresent();
    }

    // an object of a torch module is called by its method forward
    private static java.util.Optional<String> callMethod(Value.Instance instance) {
        return java.util.stream.Stream.of("__call__", "forward")
                .filter(name -> instance.type().find(name).isPresent())
                .findFirst();
    }

    /** Returns the fault of calling a value that cannot be called. */
    static Fault uncallable(Value value) {
        if (value instanceof Value.Module module) {
            return Fault.unsupported("this function is not taken: {} is not known here", Message.fixed(module.name()));
        }
        return Fault.error("TypeError", "cannot be called: it is {}", Message.kind(value));
    }

    Value call(Value function, List<Value> positional, Map<String, Value> keywords) {
        interpreter.take(1);
        if (function instanceof Callable.Native known) {
            // a function may read each letter of a string
            for (Value argument : positional) {
                if (argument instanceof Value.Text text)
                    interpreter.sequences().read(text.text().length());
            }
            return known.function().call(interpreter, positional, keywords);
        }
        if (function instanceof Callable.Bound bound) {
            List<Value> all = new ArrayList<>(positional.size() + 1);
            all.add(bound.receiver());
            all.addAll(positional);
            return call(bound.function(), all, keywords);
        }
        if (function instanceof Callable.Own own) return call(own, positional, keywords);
        if (function instanceof Callable.Abstract method) return call(method.function(), positional, keywords);
        if (function instanceof Value.Static method) return call(method.function(), positional, keywords);
        if (function instanceof Callable.ClassOf type)
            return interpreter.classes().instance(type, positional, keywords);
        if (function instanceof Value.Type type) {
            if (positional.size() > 1) throw Fault.unsupported("takes one value here");
            return Conversions.to(interpreter, type, positional);
        }
        // as a decorator, a guard returns the function itself
        if (function instanceof Value.Guard) return positional.size() == 1 ? positional.get(0) : function;
        if (function instanceof Value.Hint) return function;
        if (function instanceof Value.Instance instance && isCallable(instance)) {
            return call(
                    interpreter.members().read(instance, callMethod(instance).orElseThrow()), positional, keywords);
        }
        throw uncallable(function);
    }

    private Value call(Callable.Own own, List<Value> positional, Map<String, Value> keywords) {
        if (depth >= DEEPEST)
            throw Fault.limit("calls itself too often; at most " + DEEPEST + " calls stand in one another");
        Definition definition = own.definition();
        Scope inner = own.closure().inner(definition.locals(), definition.globals());
        bind(own, inner, positional, keywords);
        if (!positional.isEmpty()) inner.receive(positional.get(0));
        Place before = interpreter.current();
        depth++;
        try {
            return interpreter.within(inner, () -> interpreter.statements().returned(definition.body()));
        } finally {
            depth--;
            interpreter.at(before);
        }
    }

    private void bind(Callable.Own own, Scope inner, List<Value> positional, Map<String, Value> keywords) {
        Definition definition = own.definition();
        Set<String> used = new HashSet<>();
        int next = 0;
        boolean rest = false;
        Value.Dictionary others = null;
        for (Parameter parameter : definition.parameters()) {
            String name = parameter.name();
            if (parameter.kind() == Kind.REST) {
                rest = true;
                interpreter.sequences().charge(positional.size() - next);
                inner.bind(name, new Value.Tuple(List.copyOf(positional.subList(next, positional.size()))));
                next = positional.size();
            } else if (parameter.kind() == Kind.KEYWORDS) {
                others = interpreter.sequences().dictionary();
                inner.bind(name, others);
            } else if (parameter.kind() == Kind.PLAIN && next < positional.size()) {
                if (keywords.containsKey(name))
                    throw Fault.error("TypeError", "the argument {} is given twice", Message.name(name));
                inner.bind(name, positional.get(next++));
            } else if (keywords.containsKey(name)) {
                inner.bind(name, keywords.get(name));
                used.add(name);
            } else if (own.defaults().containsKey(name)) {
                inner.bind(name, own.defaults().get(name));
            } else {
                throw Fault.error(
                        "TypeError",
                        "the argument {} of {} is missing",
                        Message.name(name),
                        Message.name(definition.name()));
            }
        }
        if (!rest && next < positional.size()) {
            throw Fault.error(
                    "TypeError",
                    "{} takes {} arguments, not {}",
                    Message.name(definition.name()),
                    next,
                    positional.size());
        }
        for (Map.Entry<String, Value> keyword : keywords.entrySet()) {
            if (used.contains(keyword.getKey())) continue;
            if (others == null)
                throw Fault.error(
                        "TypeError",
                        "{} has no argument {}",
                        Message.name(definition.name()),
                        Message.name(keyword.getKey()));
            others.entries().put(new Value.Text(keyword.getKey()), keyword.getValue());
        }
    }
}
