package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The methods of strings, lists, dictionaries, sets and tuples. */
final class ContainerMethods {
    static final Map<String, Builtin> OF_TEXTS = new LinkedHashMap<>();
    static final Map<String, Builtin> OF_LISTS = new LinkedHashMap<>();
    static final Map<String, Builtin> OF_DICTIONARIES = new LinkedHashMap<>();
    static final Map<String, Builtin> OF_SETS = new LinkedHashMap<>();
    static final Map<String, Builtin> OF_TUPLES = new LinkedHashMap<>();

    private ContainerMethods() {}

    static {
        row(OF_TEXTS, "format", "a *values", given -> made(given, Texts.format(text(given), given.rest(), Map.of())));
        row(OF_TEXTS, "lower", "a", given -> made(given, text(given).toLowerCase(Locale.ROOT)));
        row(OF_TEXTS, "upper", "a", given -> made(given, text(given).toUpperCase(Locale.ROOT)));
        row(OF_TEXTS, "strip", "a", given -> made(given, text(given).strip()));
        row(OF_TEXTS, "startswith", "a b", given -> Value.Flag.of(text(given).startsWith(given.text("b"))));
        row(OF_TEXTS, "endswith", "a b", given -> Value.Flag.of(text(given).endsWith(given.text("b"))));
        row(OF_TEXTS, "replace", "a b c", ContainerMethods::replaced);
        row(OF_TEXTS, "isdigit", "a", given -> Value.Flag.of(text(given).matches("\\d+")));
        row(OF_TEXTS, "split", "a separator=None", ContainerMethods::split);
        row(OF_TEXTS, "join", "a values", given -> {
            List<String> parts = new ArrayList<>();
            for (Value part : given.interpreter().sequences().elements(given.value("values"))) {
                if (!(part instanceof Value.Text))
                    throw Fault.error("TypeError", "joins strings, not {}", Message.kind(part));
                parts.add(Texts.text(part));
            }
            given.interpreter().sequences().charge(parts.size());
            long letters = (long) text(given).length() * parts.size();
            for (String part : parts) letters += part.length();
            given.interpreter().sequences().letters(letters);
            return new Value.Text(String.join(text(given), parts));
        });

        row(OF_LISTS, "append", "a value", given -> {
            given.interpreter().take(Sequences.STEPS_OF_ELEMENT);
            if (list(given).size() >= Sequences.MOST_ELEMENTS)
                given.interpreter().sequences().charge(Long.MAX_VALUE);
            list(given).add(given.value("value"));
            return Value.None.NONE;
        });
        row(OF_LISTS, "extend", "a values", given -> {
            List<Value> more = given.interpreter().sequences().elements(given.value("values"));
            given.interpreter().sequences().charge(list(given).size() + more.size());
            list(given).addAll(more);
            return Value.None.NONE;
        });
        row(OF_LISTS, "insert", "a index value", given -> {
            List<Value> list = list(given);
            given.interpreter().sequences().charge(list.size() + 1L);
            long index = given.whole("index").number();
            if (index < 0) index += list.size();
            list.add((int) Math.max(0, Math.min(list.size(), index)), given.value("value"));
            return Value.None.NONE;
        });
        row(OF_LISTS, "pop", "a index=-1", given -> {
            List<Value> list = list(given);
            long index = given.whole("index").number();
            if (index < 0) index += list.size();
            if (index < 0 || index >= list.size())
                throw Fault.error("IndexError", "takes an element that the list has not");
            given.interpreter().sequences().read(list.size());
            return list.remove((int) index);
        });
        row(OF_LISTS, "reverse", "a", given -> {
            given.interpreter().sequences().read(list(given).size());
            java.util.Collections.reverse(list(given));
            return Value.None.NONE;
        });
        row(OF_LISTS, "clear", "a", given -> {
            given.interpreter().sequences().read(list(given).size());
            list(given).clear();
            return Value.None.NONE;
        });
        row(OF_LISTS, "copy", "a", given -> listed(given, list(given)));
        row(OF_LISTS, "sort", "a key=None reverse=False", given -> {
            given.interpreter().sequences().charge(list(given).size());
            List<Value> sorted = PythonFunctions.sorted(given, list(given));
            list(given).clear();
            list(given).addAll(sorted);
            return Value.None.NONE;
        });
        for (Map<String, Builtin> table : List.of(OF_LISTS, OF_TUPLES)) {
            row(table, "index", "a value", given -> Whole.of(position(given)));
            row(table, "count", "a value", given -> {
                Interpreter interpreter = given.interpreter();
                return Whole.of(interpreter.sequences().elements(given.value("a")).stream()
                        .filter(one -> interpreter.operators().isEqual(one, given.value("value")))
                        .count());
            });
        }

        row(
                OF_DICTIONARIES,
                "items",
                "a",
                given -> listed(
                        given,
                        dictionary(given).entrySet().stream()
                                .map(Sequences::pair)
                                .toList()));
        row(
                OF_DICTIONARIES,
                "keys",
                "a",
                given -> listed(given, dictionary(given).keySet()));
        row(
                OF_DICTIONARIES,
                "values",
                "a",
                given -> listed(given, dictionary(given).values()));
        row(OF_DICTIONARIES, "get", "a key default=None", given -> {
            Value found = dictionary(given).get(given.interpreter().sequences().key(given.value("key")));
            return found == null ? given.value("default") : found;
        });
        row(OF_DICTIONARIES, "setdefault", "a key default=None", given -> {
            Value key = given.interpreter().sequences().key(given.value("key"));
            Value found = dictionary(given).get(key);
            if (found != null) return found;
            dictionary(given).put(key, given.value("default"));
            return given.value("default");
        });
        row(OF_DICTIONARIES, "pop", "a key *default", given -> {
            Value found =
                    dictionary(given).remove(given.interpreter().sequences().key(given.value("key")));
            if (found != null) return found;
            if (given.rest().isEmpty())
                throw Fault.error("KeyError", "the dictionary has no key {}", Texts.excerpt(given.value("key")));
            return given.rest().get(0);
        });
        row(OF_DICTIONARIES, "update", "a other", given -> {
            if (!(given.value("other") instanceof Value.Dictionary other))
                throw new Fault("takes a dictionary, not {}", Message.kind(given.value("other")));
            given.interpreter().sequences().copied(other, (Value.Dictionary) given.value("a"));
            return Value.None.NONE;
        });
        row(OF_DICTIONARIES, "clear", "a", given -> {
            ((Value.Dictionary) given.value("a")).clear();
            return Value.None.NONE;
        });
        row(OF_DICTIONARIES, "copy", "a", given -> {
            Value.Dictionary copy = given.interpreter().sequences().dictionary();
            given.interpreter().sequences().copied((Value.Dictionary) given.value("a"), copy);
            return copy;
        });

        row(OF_SETS, "add", "a value", given -> {
            given.interpreter().take(Sequences.STEPS_OF_ELEMENT);
            set(given).elements().add(given.interpreter().sequences().key(given.value("value")));
            return Value.None.NONE;
        });
        row(OF_SETS, "discard", "a value", given -> {
            set(given).elements().remove(given.interpreter().sequences().key(given.value("value")));
            return Value.None.NONE;
        });
    }

    private static void row(Map<String, Builtin> table, String name, String parameters, Builtin.Body body) {
        Builtin.Body charged = table != OF_TEXTS
                ? body
                : given -> {
                    given.interpreter().sequences().read(text(given).length());
                    return body.call(given);
                };
        table.put(name, Builtin.of(name, parameters, charged));
    }

    private static Value made(Given given, String text) {
        return given.interpreter().sequences().text(text);
    }

    private static Value listed(Given given, Collection<Value> elements) {
        given.interpreter().sequences().charge(elements.size());
        return new Value.Items(List.copyOf(elements));
    }

    // counted beforehand, since the length of the result can be a product of two lengths
    private static Value replaced(Given given) {
        String text = text(given), old = given.text("b"), by = given.text("c");
        given.interpreter().sequences().search(text, old);
        long times = 0;
        if (old.isEmpty()) times = text.length() + 1;
        else for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) times++;
        given.interpreter().sequences().letters(text.length() + times * Math.max(0, by.length() - old.length()));
        return made(given, text.replace(old, by));
    }

    private static String text(Given given) {
        return given.text("a");
    }

    private static List<Value> list(Given given) {
        return ((Value.Items) given.value("a")).elements();
    }

    private static Map<Value, Value> dictionary(Given given) {
        return ((Value.Dictionary) given.value("a")).entries();
    }

    private static Value.Unordered set(Given given) {
        return (Value.Unordered) given.value("a");
    }

    private static Value split(Given given) {
        String text = text(given);
        List<Value> parts = new ArrayList<>();
        boolean blanks = !given.has("separator");
        given.interpreter().sequences().search(text, blanks ? "" : given.text("separator"));
        String[] all = blanks
                ? text.strip().split("\\s+")
                : text.split(java.util.regex.Pattern.quote(given.text("separator")), -1);
        given.interpreter().sequences().charge(all.length);
        for (String part : all) if (!blanks || !part.isEmpty()) parts.add(new Value.Text(part));
        return new Value.Items(parts);
    }

    private static long position(Given given) {
        Interpreter interpreter = given.interpreter();
        List<Value> elements = interpreter.sequences().elements(given.value("a"));
        for (int i = 0; i < elements.size(); i++) {
            if (interpreter.operators().isEqual(elements.get(i), given.value("value"))) return i;
        }
        throw Fault.error("ValueError", "{} is not in it", Texts.excerpt(given.value("value")));
    }
}
