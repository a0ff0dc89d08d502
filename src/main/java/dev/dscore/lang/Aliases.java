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

/** The names of a program that stand for the same entries: those of one array, or of a container and what it holds. */
final class Aliases {
    /** The arrays and containers that are visited, each once for every name that reaches it. */
    private static final int MOST_VISITED = 200_000;

    /** Elements that are looked at, numbers among them, for which a visit is counted. */
    private static final int ELEMENTS_OF_VISIT = 16;

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
        Deque<Value> open = new ArrayDeque<>();
        if (changes(value)) open.push(value);
        while (!open.isEmpty()) {
            Value next = open.pop();
            // a container that holds others twice over, or itself, is visited once
            Object memory = next instanceof Array array ? array.memory() : next;
            if (!found.add(memory)) continue;
            names.computeIfAbsent(memory, none -> new HashSet<>()).add(name);
            Collection<Value> inner = Value.inner(next);
            visited += 1 + inner.size() / ELEMENTS_OF_VISIT;
            if (visited + open.size() > MOST_VISITED) return false;
            inner.stream().filter(Aliases::changes).forEach(open::push);
        }
        return true;
    }

    // a number has no entries that could change
    private static boolean changes(Value value) {
        return value instanceof Array array
                ? array.rank() > 0
                : value instanceof Value.Tuple
                        || value instanceof Value.Items
                        || value instanceof Value.Dictionary
                        || value instanceof Value.Instance;
    }
}
