package dev.dscore.lang;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of a program that stand for the same entries: those of one array, or of a container and what it holds. */
final class Aliases {
    /** The arrays and containers that are visited, each once for every name that reaches it. */
    private static final int MOST_VISITED = 200_000;

    private final Map<Object, Set<String>> names = new IdentityHashMap<>();
    private int visited;

    private Aliases() {}

    /** Returns a group of names for each array or container; empty if there are too many to look at. */
    static Optional<List<Set<String>>> of(Map<String, Value> values) {
        Aliases aliases = new Aliases();
        for (Map.Entry<String, Value> named : values.entrySet()) {
            if (!aliases.visit(named.getKey(), named.getValue())) return Optional.empty();
        }
        return Optional.of(List.copyOf(aliases.names.values()));
    }

    private boolean visit(String name, Value value) {
        Set<Object> found = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Value> open = new ArrayDeque<>(List.of(value));
        while (!open.isEmpty()) {
            if (++visited > MOST_VISITED) return false;
            Value next = open.pop();
            // a number has no entries that could change
            Collection<Value> inner = inner(next);
            boolean changes = next instanceof Array array ? array.rank() > 0 : inner != null;
            if (!changes) continue;
            Object memory = next instanceof Array array ? array.memory() : next;
            // a container that holds others twice over, or itself, is visited once
            if (!found.add(memory)) continue;
            names.computeIfAbsent(memory, none -> new HashSet<>()).add(name);
            if (inner == null) continue;
            if (inner.size() > MOST_VISITED - visited) return false;
            inner.forEach(open::push);
        }
        return true;
    }

    private static @Nullable Collection<Value> inner(Value value) {
        if (value instanceof Value.Tuple tuple) return tuple.elements();
        if (value instanceof Value.Items items) return items.elements();
        if (value instanceof Value.Dictionary dictionary)
            return dictionary.entries().values();
        if (value instanceof Value.Instance instance)
            return instance.attributes().values();
        return null;
    }
}
