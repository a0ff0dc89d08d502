package dev.dscore.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Python's own functions, with Python's meaning. */
final class PythonFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    private PythonFunctions() {}

    static {
        row("range", "start stop=None step=1", PythonFunctions::range);
        row("xrange", "start stop=None step=1", PythonFunctions::range);
        row("slice", "start stop=None step=None", given -> {
            boolean one = !given.has("stop") && !given.has("step");
            Value start = one ? Value.None.NONE : given.value("start");
            return new Value.Slice(start, given.value(one ? "start" : "stop"), given.value("step"));
        });
        row("len", "a", given -> given.interpreter().sequences().length(given.value("a")));
        row("sum", "a start=0", PythonFunctions::sum);
        row("max", "*values key=None", given -> extreme(given, true));
        row("min", "*values key=None", given -> extreme(given, false));
        row("abs", "a", PythonFunctions::abs);
        row("round", "a ndigits=None", PythonFunctions::round);
        row("pow", "a b", given -> given.interpreter()
                .operators()
                .binary(Operator.POWER, given.value("a"), given.value("b")));
        row("divmod", "a b", given -> {
            Operators operators = given.interpreter().operators();
            Value a = given.value("a"), b = given.value("b");
            return new Value.Tuple(
                    List.of(operators.binary(Operator.FLOOR_DIVIDE, a, b), operators.binary(Operator.REMAINDER, a, b)));
        });
        row("str", "a=", given -> made(given, shown(given)));
        row(
                "repr",
                "a",
                given -> made(
                        given,
                        given.value("a") instanceof Value.Instance ? shown(given) : Texts.repr(given.value("a"))));
        row("print", "*values sep=None end=None file=None flush=None", given -> Value.None.NONE);
        row("list", "a=()", given -> new Value.Items(elements(given, "a")));
        row("tuple", "a=()", given -> new Value.Tuple(List.copyOf(elements(given, "a"))));
        row("set", "a=()", given -> given.interpreter().sequences().set(elements(given, "a")));
        row("zip", "*lists", PythonFunctions::zip);
        row("enumerate", "a start=0", PythonFunctions::enumerate);
        row("reversed", "a", given -> {
            List<Value> elements = new ArrayList<>(elements(given, "a"));
            java.util.Collections.reverse(elements);
            return new Value.Items(elements);
        });
        row("sorted", "a key=None reverse=False", given -> new Value.Items(sorted(given, elements(given, "a"))));
        row("map", "function *lists", given -> {
            List<Value> results = new ArrayList<>();
            for (Value arguments : elements(given.interpreter(), zip(given))) {
                List<Value> all = ((Value.Tuple) arguments).elements();
                results.add(given.interpreter().call(given.value("function"), all, Map.of()));
            }
            return new Value.Items(results);
        });
        row("filter", "function a", given -> {
            List<Value> results = new ArrayList<>();
            Interpreter interpreter = given.interpreter();
            for (Value element : elements(given, "a")) {
                boolean taken = given.has("function")
                        ? interpreter.isTrue(interpreter.call(given.value("function"), List.of(element), Map.of()))
                        : interpreter.isTrue(element);
                if (taken) results.add(element);
            }
            return new Value.Items(results);
        });
        row(
                "iter",
                "a",
                given -> new Value.Elements(given.interpreter().sequences().iteration(given.value("a"))));
        row("next", "a *default", given -> {
            if (!(given.value("a") instanceof Value.Elements elements))
                throw Fault.error("TypeError", "{} is no iterator", Message.kind(given.value("a")));
            return elements.iteration()
                    .next()
                    .or(() -> given.rest().stream().findFirst())
                    .orElseThrow(() -> Fault.error("StopIteration", "has no more elements"));
        });
        row("id", "a", given -> {
            throw Fault.unsupported("this function is not taken");
        });
        row("any", "a", given -> Value.Flag.of(elements(given, "a").stream().anyMatch(given.interpreter()::isTrue)));
        row("all", "a", given -> Value.Flag.of(elements(given, "a").stream().allMatch(given.interpreter()::isTrue)));
        TABLE.put("dict", Dictionaries.FUNCTION);
        TABLE.putAll(ClassFunctions.TABLE);
    }

    private static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    private static Value made(Given given, String text) {
        return given.interpreter().sequences().text(text);
    }

    private static String shown(Given given) {
        return given.interpreter().text(given.value("a"));
    }

    static List<Value> elements(Given given, String parameter) {
        return elements(given.interpreter(), given.value(parameter));
    }

    private static List<Value> elements(Interpreter interpreter, Value value) {
        List<Value> elements = interpreter.sequences().elements(value);
        interpreter.sequences().charge(elements.size());
        return elements;
    }

    private static Value range(Given given) {
        boolean one = !given.has("stop");
        Whole start = one ? Whole.ZERO : given.whole("start");
        Whole stop = given.whole(one ? "start" : "stop");
        Whole step = given.whole("step");
        if (step.number() == 0) throw Fault.error("ValueError", "the step of a range is 0");
        return new Value.Range(start, stop, step);
    }

    // Python adds the elements along the first axis: the rows of a matrix
    private static Value sum(Given given) {
        Value a = given.value("a");
        Interpreter interpreter = given.interpreter();
        boolean number = a instanceof Array array && array.rank() == 0 || Numbers.isNumber(a);
        if (number) throw Fault.error("TypeError", "a number cannot be summed: Python's sum takes an array or a list");
        Value start = given.value("start");
        if (a instanceof Array array && array.lengths().get(0).number() > 0) {
            Array sum = interpreter.arrays().reduced("sum", array, List.of(0), false, 0);
            if (start.equals(Whole.ZERO)) return sum;
            return interpreter.operators().binary(Operator.ADD, sum, start);
        }
        Value sum = start;
        for (Value element : elements(interpreter, a)) {
            sum = interpreter.operators().binary(Operator.ADD, sum, element);
        }
        return sum;
    }

    private static Value extreme(Given given, boolean largest) {
        Interpreter interpreter = given.interpreter();
        if (given.rest().size() == 1
                && !interpreter.sequences().isIterable(given.rest().get(0))) {
            throw Fault.error("TypeError", "a number alone has no largest or smallest entry");
        }
        if (!given.arrays().areKnown()) return extremeOfNodes(given, largest ? "max" : "min");
        List<Value> values =
                given.rest().size() == 1 ? elements(interpreter, given.rest().get(0)) : given.rest();
        if (values.isEmpty()) throw Fault.error("ValueError", "nothing is given to compare");
        Value best = values.get(0);
        for (Value value : values.subList(1, values.size())) {
            if (isAfter(given, value, best, largest)) best = value;
        }
        return best;
    }

    // where the numbers are not known: the operation that chooses
    private static Value extremeOfNodes(Given given, String name) {
        Arrays arrays = given.arrays();
        List<Value> values = given.rest();
        if (values.size() == 1 && values.get(0) instanceof Array array) {
            List<Whole> rest = array.lengths().subList(1, array.rank());
            boolean one = array.lengths().get(0).equals(Whole.ONE),
                    numbers = rest.stream().allMatch(Whole.ONE::equals);
            if (!one && !numbers) {
                String shape = rest.stream()
                        .map(length -> length.size().toString())
                        .collect(Collectors.joining(" ", "(", ")"));
                throw ambiguous(shape, name);
            }
            return arrays.reduced(name, array, List.of(0), false, 0);
        }
        if (values.size() == 1) values = elements(given.interpreter(), values.get(0));
        if (values.stream().allMatch(Numbers::isNumber)) {
            Value best = values.get(0);
            for (Value value : values) {
                boolean after = Numbers.real(value) > Numbers.real(best);
                if (Numbers.real(value) != Numbers.real(best) && after == name.equals("max")) best = value;
            }
            return best;
        }
        Array best = given.interpreter().array(values.get(0), "a value");
        for (Value value : values) {
            Array other = given.interpreter().array(value, "a value");
            if (other.rank() > 0) throw ambiguous(other, name + "imum");
            if (value != values.get(0)) best = arrays.elementwise(name + "imum", List.of(best, other));
        }
        return best;
    }

    private static Fault ambiguous(Object shape, String numpys) {
        return Fault.error(
                "ValueError",
                "the truth value of an array {} is ambiguous where Python compares; np.{} compares entry by entry",
                shape,
                Message.fixed(numpys));
    }

    private static boolean isAfter(Given given, Value value, Value best, boolean largest) {
        Interpreter interpreter = given.interpreter();
        Value a = value, b = best;
        if (given.has("key")) {
            a = interpreter.call(given.value("key"), List.of(value), Map.of());
            b = interpreter.call(given.value("key"), List.of(best), Map.of());
        }
        for (Value one : List.of(a, b)) {
            if (one instanceof Array array
                    && array.rank() > 0
                    && Given.count(array).number() != 1) {
                throw ambiguous(array, alike(given, largest));
            }
        }
        return interpreter.isTrue(interpreter.operators().compare(largest ? ">" : "<", a, b));
    }

    private static String alike(Given given, boolean largest) {
        boolean several = given.rest().size() > 1;
        return (largest ? "max" : "min") + (several ? "imum" : "");
    }

    private static Value abs(Given given) {
        Value a = given.value("a");
        if (a instanceof Array array) return given.arrays().elementwise("abs", List.of(array));
        if (Numbers.isWhole(a)) return Whole.of(Math.abs(Numbers.whole(a).number()));
        return new Value.Real(Math.abs(Numbers.real(a)));
    }

    private static Value round(Given given) {
        double a = given.real("a");
        if (!given.has("ndigits")) {
            if (!Double.isFinite(a)) throw Fault.error("ValueError", "{} is no whole number", Numbers.text(a));
            return Whole.of((long) Math.rint(a));
        }
        int digits = (int) Math.max(-300, Math.min(300, given.whole("ndigits").number()));
        given.interpreter().take(Math.abs(digits));
        if (!Double.isFinite(a)) return new Value.Real(a);
        return new Value.Real(new java.math.BigDecimal(a)
                .setScale(digits, java.math.RoundingMode.HALF_EVEN)
                .doubleValue());
    }

    private static Value zip(Given given) {
        List<List<Value>> lists = new ArrayList<>();
        for (Value list : given.rest()) lists.add(elements(given.interpreter(), list));
        List<Value> zipped = new ArrayList<>();
        int length = lists.stream().mapToInt(List::size).min().orElse(0);
        for (int i = 0; i < length; i++) {
            List<Value> row = new ArrayList<>();
            for (List<Value> list : lists) row.add(list.get(i));
            zipped.add(new Value.Tuple(row));
        }
        return new Value.Items(zipped);
    }

    private static Value enumerate(Given given) {
        List<Value> pairs = new ArrayList<>();
        long next = given.whole("start").number();
        for (Value element : elements(given, "a")) {
            pairs.add(new Value.Tuple(List.of(Whole.of(next++), element)));
        }
        return new Value.Items(pairs);
    }

    /** Returns the elements sorted as Python does: equal elements keep their order. */
    static List<Value> sorted(Given given, List<Value> elements) {
        Interpreter interpreter = given.interpreter();
        record Keyed(Value key, Value value) {}
        List<Keyed> keyed = new ArrayList<>();
        for (Value element : elements) {
            Value key = given.has("key") ? interpreter.call(given.value("key"), List.of(element), Map.of()) : element;
            keyed.add(new Keyed(key, element));
        }
        boolean descending = given.flag("reverse");
        interpreter.sequences().sorting(keyed.size());
        try {
            keyed.sort((a, b) -> descending
                    ? interpreter.operators().order(b.key, a.key)
                    : interpreter.operators().order(a.key, b.key));
        } catch (IllegalArgumentException e) {
            throw Fault.error("TypeError", "the elements have no order");
        }
        return keyed.stream().map(Keyed::value).toList();
    }

    /** {@code dict(…)}, which takes any keywords. */
    private static final class Dictionaries {
        private static final Builtin FUNCTION = Builtin.of("dict", "a/=() **entries", given -> {
            Value.Dictionary dictionary = given.interpreter().sequences().dictionary();
            Value a = given.value("a/");
            if (a instanceof Value.Dictionary other) {
                given.interpreter().sequences().copied(other, dictionary);
            } else {
                for (Value pair : elements(given, "a/")) {
                    List<Value> both = elements(given.interpreter(), pair);
                    if (both.size() != 2) throw Fault.error("ValueError", "takes pairs of a key and a value");
                    dictionary.entries().put(given.interpreter().sequences().key(both.get(0)), both.get(1));
                }
            }
            given.keywords().forEach((key, value) -> dictionary.entries().put(new Value.Text(key), value));
            return dictionary;
        });
    }
}
