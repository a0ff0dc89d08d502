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
            if (!scope.globals.contains(name)) {
                Value value = scope.names.get(name);
                if (value != null) return value;
                if (scope.locals.contains(name)) throw new Fault("has no value yet");
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
        if (owner(name).names.remove(name) == null) throw new Fault("is not defined");
    }

    private Scope owner(String name) {
        if (keeps || locals.contains(name)) return this;
        Scope scope = this;
        if (globals.contains(name)) {
            while (scope.outer.isPresent()) scope = scope.outer.get();
            return scope;
        }
        // declared nonlocal
        while (scope.outer.isPresent() && !scope.names.containsKey(name)) scope = scope.outer.get();
        return scope.outer.isEmpty() && !scope.names.containsKey(name) ? this : scope;
    }

    Map<String, Value> names() {
        return names;
    }

    Optional<Scope> outer() {
        return outer;
    }
}
