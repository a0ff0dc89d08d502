package dev.dscore.lang;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names and their values, of the program or of one call of a function, within the scope of its definition. */
final class Scope {
    private final Map<String, Value> names = new HashMap<>();
    private final Optional<Scope> outer;
    private final Set<String> locals;
    private final Set<String> globals;

    private final boolean keeps;
    // the scope of a class body, whose names are not visible in the functions defined in it
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

    /** @param locals names that are looked up in the new scope only */
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

    /** Records the class whose body ran in this scope: {@code __class__} of the functions in it. */
    void defines(Callable.ClassOf type) {
        this.type = Optional.of(type);
    }

    /** Records the first argument of a call. */
    void receive(Value first) {
        this.receiver = Optional.of(first);
    }

    /** Returns {@code super()} of the method whose call is this scope or one around it; empty outside methods. */
    Optional<Value.Super> above() {
        for (Scope scope = this; scope.outer.isPresent(); scope = scope.outer.get()) {
            Scope around = scope.outer.get();
            if (around.type.isEmpty() || scope.receiver.isEmpty()) continue;
            return Optional.of(new Value.Super(around.type.get(), scope.receiver.get()));
        }
        return Optional.empty();
    }

    /** Returns a scope that sees the names of this one, but assigns only to names of its own. */
    Scope beside() {
        return new Scope(Optional.of(this), Set.of(), Set.of(), true);
    }

    /** Returns whether statements outside functions run in this scope. */
    boolean isProgram() {
        return keeps;
    }

    /**
     * Returns the value of a name, or null.
     *
     * @throws Fault if the name is local to a function and has no value yet
     */
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

    /** Assigns a value to a name in the scope that the name belongs to, and returns that scope. */
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
