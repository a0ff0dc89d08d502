package dev.dscore.lang;

import java.util.IdentityHashMap;
import java.util.Map;

/** The functions of the module {@code copy}. A deep copy keeps one object one, wherever it is referenced. */
final class Copies {
    static final Map<String, Builtin> TABLE = Map.of(
            "copy", Builtin.of("copy", "a", given -> new Copies(given, false).copy(given.value("a"), true)),
            "deepcopy", Builtin.of("deepcopy", "a", given -> new Copies(given, true).copy(given.value("a"), true)));

    private final Given given;
    private final boolean deep;
    private final Map<Value, Value> made = new IdentityHashMap<>();

    private Copies(Given given, boolean deep) {
        this.given = given;
        this.deep = deep;
    }

    private Value copy(Value value, boolean outermost) {
        if (!outermost && !deep) return value;
        Value known = made.get(value);
        if (known != null) return known;
        given.interpreter().take(Sequences.STEPS_OF_ELEMENT);
        given.interpreter().sequences().charge(size(value));
        if (value instanceof Array array) return kept(value, given.arrays().converted(array, array.dtype()));
        if (value instanceof Value.Items items) {
            Value.Items copy = new Value.Items(java.util.List.of());
            made.put(value, copy);
            items.elements().forEach(one -> copy.elements().add(copy(one, false)));
            return copy;
        }
        if (value instanceof Value.Tuple tuple && deep) {
            return kept(
                    value,
                    new Value.Tuple(
                            tuple.elements().stream()
                                    .map(one -> copy(one, false))
                                    .toList(),
                            tuple.fields()));
        }
        if (value instanceof Value.Dictionary dictionary) {
            Value.Dictionary copy = dictionary.empty();
            made.put(value, copy);
            dictionary.entries().forEach((key, one) -> copy.entries()
                    .put(given.interpreter().sequences().key(key), copy(one, false)));
            return copy;
        }
        if (value instanceof Value.Unordered set) {
            Value.Unordered copy = new Value.Unordered();
            for (Value element : set.elements())
                copy.elements().add(given.interpreter().sequences().key(element));
            return kept(value, copy);
        }
        if (value instanceof Value.Instance instance) {
            Value.Instance copy = new Value.Instance(instance.type());
            made.put(value, copy);
            instance.attributes().forEach((name, one) -> copy.attributes().put(name, copy(one, false)));
            return copy;
        }
        if (value instanceof Value.Generator)
            throw Fault.unsupported("a generator of random numbers is not copied here");
        return value;
    }

    private static long size(Value value) {
        if (value instanceof Value.Items items) return items.elements().size();
        if (value instanceof Value.Tuple tuple) return tuple.elements().size();
        if (value instanceof Value.Dictionary dictionary)
            return dictionary.entries().size();
        if (value instanceof Value.Unordered set) return set.elements().size();
        return value instanceof Value.Instance instance ? instance.attributes().size() : 0;
    }

    private Value kept(Value original, Value copy) {
        made.put(original, copy);
        return copy;
    }
}
