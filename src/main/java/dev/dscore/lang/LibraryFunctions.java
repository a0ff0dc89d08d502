package dev.dscore.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions of the modules collections, itertools and functools. */
final class LibraryFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    private LibraryFunctions() {}

    static {
        row("OrderedDict", "a/=() **entries", given -> dictionary(given, new Value.Dictionary()));
        row(
                "defaultdict",
                "factory/=None a/=() **entries",
                given -> dictionary(
                        given,
                        given.has("factory/")
                                ? new Value.Dictionary(given.value("factory/"))
                                : new Value.Dictionary()));
        row("deque", "a=() maxlen=None", given -> {
            if (given.has("maxlen")) throw Fault.unsupported("maxlen= is not taken");
            return new Value.Items(PythonFunctions.elements(given, "a"));
        });
        row("Counter", "a=()", given -> {
            Value.Dictionary counts = given.interpreter().sequences().counts();
            for (Value element : PythonFunctions.elements(given, "a")) {
                Value key = given.interpreter().sequences().key(element);
                Value before = counts.entries().getOrDefault(key, Whole.ZERO);
                counts.entries().put(key, Numbers.binary(Operator.ADD, before, Whole.ONE));
            }
            return counts;
        });
        row("namedtuple", "name fields", LibraryFunctions::namedTuple);
        row("product", "*lists repeat=1", given -> {
            List<List<Value>> lists = new ArrayList<>();
            for (long i = 0; i < Math.min(Given.MOST_AXES, given.whole("repeat").number()); i++) {
                for (Value list : given.rest())
                    lists.add(given.interpreter().sequences().elements(list));
            }
            List<Value> products = new ArrayList<>();
            products(given, lists, new ArrayList<>(), products);
            return new Value.Items(products);
        });
        row("chain", "*lists", given -> {
            List<Value> all = new ArrayList<>();
            for (Value list : given.rest())
                all.addAll(given.interpreter().sequences().elements(list));
            given.interpreter().sequences().charge(all.size());
            return new Value.Items(all);
        });
        row("reduce", "function a *start", given -> {
            List<Value> elements =
                    new ArrayList<>(given.interpreter().sequences().elements(given.value("a")));
            if (!given.rest().isEmpty()) elements.add(0, given.rest().get(0));
            if (elements.isEmpty()) throw Fault.error("TypeError", "nothing is given to reduce");
            Value result = elements.get(0);
            for (Value element : elements.subList(1, elements.size())) {
                result = given.interpreter().call(given.value("function"), List.of(result, element), Map.of());
            }
            return result;
        });
        row("partial", "function/ *values **names", given -> {
            List<Value> first = List.copyOf(given.rest());
            Map<String, Value> named = Map.copyOf(given.keywords());
            Value function = given.value("function/");
            return new Callable.Native("partial", Builtin.of("partial", "*values **names", inner -> {
                List<Value> all = new ArrayList<>(first);
                all.addAll(inner.rest());
                Map<String, Value> names = new LinkedHashMap<>(named);
                names.putAll(inner.keywords());
                inner.interpreter().sequences().read(all.size() + names.size());
                return inner.interpreter().call(function, all, names);
            }));
        });
        row("wraps", "function", given -> new Value.Guard("wraps"));
        row(
                "lru_cache",
                "function=None maxsize=None",
                given -> Calls.isCallable(given.value("function"))
                        ? given.value("function")
                        : new Value.Guard("lru_cache"));
        row("cache", "function", given -> given.value("function"));
    }

    private static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    private static Value dictionary(Given given, Value.Dictionary dictionary) {
        Value entries = given.interpreter()
                .call(
                        new Callable.Native("dict", PythonFunctions.TABLE.get("dict")),
                        List.of(given.value("a/")),
                        given.keywords());
        dictionary.entries().putAll(((Value.Dictionary) entries).entries());
        return dictionary;
    }

    private static void products(Given given, List<List<Value>> lists, List<Value> chosen, List<Value> products) {
        if (chosen.size() == lists.size()) {
            given.interpreter().sequences().charge(products.size() < Sequences.MOST_ELEMENTS ? 1 : Long.MAX_VALUE);
            products.add(new Value.Tuple(List.copyOf(chosen)));
            return;
        }
        for (Value one : lists.get(chosen.size())) {
            chosen.add(one);
            products(given, lists, chosen, products);
            chosen.remove(chosen.size() - 1);
        }
    }

    private static Value namedTuple(Given given) {
        Value given0 = given.value("fields");
        List<String> fields = given0 instanceof Value.Text text
                ? List.of(text.text().strip().split("[\\s,]+"))
                : given.interpreter().sequences().elements(given0).stream()
                        .map(one -> given.interpreter()
                                .sequences()
                                .text(Texts.text(one))
                                .text())
                        .toList();
        given.interpreter().sequences().charge(fields.size());
        String name = given.text("name");
        return new Callable.Native(
                name,
                Builtin.of(
                        name,
                        String.join(" ", fields),
                        inner -> new Value.Tuple(
                                fields.stream().map(inner::value).toList(), fields)));
    }
}
