package dev.dscore.lang;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names and what they stand for: of the program, or of one call of a function, within that which the function was defined in. */
final class Scope {
    private final Map<String, Value> names = new HashMap<>();
    private final Optional<Scope> outer;
    private final Set<String> locals;
    private final Set<String> globals;

    private final boolean keeps;
    // of a class, whose names functions in it do not see
    private boolean ofClass = false;
    private Optional<Callable.ClassOf> type = Optional.empty();
    private Optional<Value> receiver = Optional.empty();

    private Scope(Optional<Scope> outer, Set<String> locals, Set<String> globals, boolean keeps) {
        this.keeps = keeps;
        this.outer = outer;
        this.locals = locals;
        this.globals = globals;
    }

    static Scope ofProgram() {
        return new Scope(Optional.empty(), Set.of(), Set.of(), true);
    }

    /** @param locals names that are looked for nowhere else */
    Scope inner(Set<String> locals, Set<String> globals) {
        return new Scope(Optional.of(this), locals, globals, false);
    }

    /** Returns the scope in which the body of a class runs. */
    Scope ofClass() {
        Scope scope = new Scope(Optional.of(this), Set.of(), Set.of(), false);
        scope.ofClass = true;
        return scope;
    }

    boolean isOfClass() {
        return ofClass;
    }

    /** The class whose body ran here: {@code __class__} of the functions in it. */
    void defines(Callable.ClassOf type) {
        this.type = Optional.of(type);
    }

    /** The first argument of a call. */
    void receive(Value first) {
        this.receiver = Optional.of(first);
    }

    /** {@code super()} of the method that this scope, or one around it, is a call of. */
    Optional<Value.Super> above() {
        for (Scope scope = this; scope.outer.isPresent(); scope = scope.outer.get()) {
            Scope around = scope.outer.get();
            if (around.type.isEmpty() || scope.receiver.isEmpty()) continue;
            return Optional.of(new Value.Super(around.type.get(), scope.receiver.get()));
        }
        return Optional.empty();
    }

    /** Returns a scope that gives values to names of its own only, and sees those of this one. */
    Scope beside() {
        return new Scope(Optional.of(this), Set.of(), Set.of(), true);
    }

    /** Whether statements outside functions run in it. */
    boolean isProgram() {
        return keeps;
    }

    /** @throws Fault where a name of the function's own has no value yet */
    @Nullable
    Value find(String name) {
        for (Scope scope = this; ; scope = scope.outer.get()) {
            boolean hidden = scope.ofClass && scope != this;
            if (!hidden && !scope.globals.contains(name)) {
                Value value = scope.names.get(name);
                if (value != null) return value;
                if (scope.locals.contains(name)) throw Fault.error("UnboundLocalError", "has no value yet");
            }
            if (scope.outer.isEmpty()) return scope.names.get(name);
        }
    }

    /** Gives a name a value, where it is a name of this scope's; else in the one whose it is. */
    Scope bind(String name, Value value) {
        Scope owner = owner(name);
        owner.names.put(name, value);
        return owner;
    }

    void remove(String name) {
        if (owner(name).names.remove(name) == null) throw Fault.error("NameError", "is not defined");
    }

    private Scope owner(String name) {
        if (keeps || ofClass || locals.contains(name)) return this;
        Scope scope = this;
        if (globals.contains(name)) {
            while (scope.outer.isPresent()) scope = scope.outer.get();
            return scope;
        }
        // declared nonlocal
        while (scope.outer.isPresent() && (scope.ofClass || !scope.names.containsKey(name))) scope = scope.outer.get();
        return scope.outer.isEmpty() && !scope.names.containsKey(name) ? this : scope;
    }

    Map<String, Value> names() {
        return names;
    }

    Optional<Scope> outer() {
        return outer;
    }
}
