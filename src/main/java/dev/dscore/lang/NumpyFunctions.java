package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * NumPy's functions, and scipy.special's: each a row, made of what arrays of either kind can do. A method of an array is the
 * function of its name with the array before the other arguments, unless it has a row of its own.
 */
final class NumpyFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();
    static final Map<String, Builtin> METHODS = new LinkedHashMap<>();

    private static final String ONE_OPERAND =
            "exp exp2 expm1 log log2 log10 log1p sqrt square sign tanh sin cos tan arcsin arccos arctan sinh cosh arcsinh arccosh arctanh"
                    + " expit erf floor ceil rint trunc isnan isinf isfinite logical_not invert negative positive reciprocal cbrt";
    private static final String TWO_OPERANDS =
            "add subtract multiply divide power floor_divide remainder maximum minimum arctan2 hypot logaddexp less less_equal"
                    + " greater greater_equal equal not_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor"
                    + " left_shift right_shift fmax fmin copysign";
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("absolute", "abs"),
            Map.entry("fabs", "abs"),
            Map.entry("sigmoid", "expit"),
            Map.entry("true_divide", "divide"),
            Map.entry("float_power", "power"),
            Map.entry("pow", "power"),
            Map.entry("mod", "remainder"),
            Map.entry("fix", "trunc"));

    private NumpyFunctions() {}

    static {
        for (String name : ONE_OPERAND.split(" ")) oneOperand(name, name);
        oneOperand("abs", "abs");
        for (String name : TWO_OPERANDS.split(" ")) twoOperands(name, name);
        OTHER_NAMES.forEach((name, of) -> {
            if (TWO_OPERANDS.contains(of)) twoOperands(name, of);
            else oneOperand(name, of);
        });
        for (String name : "sum mean max min prod any all nansum count_nonzero".split(" ")) reduction(name, name);
        reduction("amax", "max");
        reduction("amin", "min");
        for (String name : List.of("var", "std")) {
            row(name, "a axis=None dtype=None out=None ddof=0 keepdims=False", given -> reduced(given, name));
        }
        row("ptp", "a axis=None keepdims=False", given -> given.arrays()
                .elementwise("subtract", List.of(reduced(given, "max"), reduced(given, "min"))));
        row("logsumexp", "a axis=None b=None keepdims=False", given -> reduced(given, "logsumexp"));
        for (String name : List.of("argmax", "argmin")) {
            row(name, "a axis=None out=None keepdims=False", given -> extreme(given, name));
        }
        for (String name : List.of("softmax", "log_softmax")) {
            row(name, "a axis=None", given -> {
                Array a = given.array("a");
                return given.arrays().along(name, a, given.axes("axis", a));
            });
        }
        for (String name : List.of("cumsum", "cumprod")) {
            row(name, "a axis=None dtype=None", given -> {
                Array a = flatUnless(given);
                return given.arrays().along(name, a, List.of(axisOrLast(given, a)));
            });
        }
        for (String name : List.of("sort", "argsort")) {
            row(name, "a axis=-1 kind=None", given -> {
                if (name.equals("argsort") && given.value("a") instanceof Value.Tuple) return ofTuple(given);
                Array a = flatUnless(given);
                return given.arrays().along(name, a, List.of(axisOrLast(given, a)));
            });
        }
        products();
        layout();
        making();
        choosing();
        conversions();
        TABLE.putAll(IndexFunctions.TABLE);
        METHODS.put("sigmoid", TABLE.get("expit"));
    }

    static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    private static Subscript gather(Array indices) {
        return new Subscript.Gather(indices, "the index");
    }

    private static void method(String name, String parameters, Builtin.Body body) {
        METHODS.put(name, Builtin.of(name, parameters, body));
    }

    private static void oneOperand(String name, String function) {
        row(
                name,
                "a out=None dtype=None",
                given -> stored(given, given.arrays().elementwise(function, List.of(given.array("a")))));
    }

    private static void twoOperands(String name, String function) {
        row(
                name,
                "a b out=None dtype=None",
                given -> stored(
                        given, given.arrays().elementwise(function, List.of(given.array("a"), given.array("b")))));
        row(name + ".at", "a indices b", given -> {
            accumulate(given, function);
            return Value.None.NONE;
        });
        row(name + ".outer", "a b", given -> {
            Array a = given.array("a"), b = given.array("b");
            List<Whole> shape = new ArrayList<>(a.lengths());
            for (int axis = 0; axis < b.rank(); axis++) shape.add(Whole.ONE);
            return given.arrays().elementwise(function, List.of(given.arrays().reshaped(a, shape), b));
        });
    }

    private static void accumulate(Given given, String function) {
        Array a = given.array("a");
        Indexing indexing = new Indexing(given.interpreter());
        given.arrays()
                .accumulate(function, a, indexing.subscripts(a, given.value("indices"), "indices"), given.array("b"));
    }

    // out=a
    private static Value stored(Given given, Array result) {
        if (!given.has("out"))
            return given.has("dtype") ? given.arrays().converted(result, given.dtype("dtype", Dtype.FLOAT)) : result;
        Array out = given.array("out");
        given.arrays().update("assign", out, result);
        return out;
    }

    private static void reduction(String name, String function) {
        boolean plain = name.matches("max|min|amax|amin|any|all|count_nonzero");
        row(
                name,
                plain ? "a axis=None out=None keepdims=False" : "a axis=None dtype=None out=None keepdims=False",
                given -> reduced(given, function));
    }

    private static Array reduced(Given given, String function) {
        Array a = given.array("a");
        int ddof = 0;
        if (function.equals("var") || function.equals("std")) {
            Whole given0 = given.whole("ddof");
            ddof = (int) Math.max(-100, Math.min(100, given0.number()));
        }
        Array result = given.arrays().reduced(function, a, given.axes("axis", a), given.flag("keepdims"), ddof);
        if (given.value("out") != null && given.has("out")) {
            given.arrays().update("assign", given.array("out"), result);
            return given.array("out");
        }
        boolean typed = given.value("dtype") != null && given.has("dtype");
        return typed ? given.arrays().converted(result, given.dtype("dtype", Dtype.FLOAT)) : result;
    }

    private static Value extreme(Given given, String name) {
        Array a = given.array("a");
        List<Integer> axes = given.has("axis") ? List.of(given.axis("axis", a)) : given.axes("axis", a);
        return given.arrays().reduced(name, a, axes, given.flag("keepdims"), 0);
    }

    private static Array flatUnless(Given given) {
        Array a = given.array("a");
        return given.has("axis") ? a : flat(given, a);
    }

    private static int axisOrLast(Given given, Array a) {
        return given.has("axis") ? given.axis("axis", a) : 0;
    }

    private static Array flat(Given given, Array a) {
        return given.arrays().reshaped(a, List.of(Given.count(a)));
    }

    // of a permutation of axes: its inverse
    private static Value ofTuple(Given given) {
        List<Value> elements = given.interpreter().sequences().elements(given.value("a"));
        List<Long> axes = elements.stream()
                .map(element -> given.interpreter().whole(element, "an axis").number())
                .toList();
        return new Value.Tuple(IntStream.range(0, axes.size())
                .boxed()
                .sorted(java.util.Comparator.comparing(axes::get))
                .map(axis -> (Value) Whole.of(axis))
                .toList());
    }

    private static void products() {
        row("matmul", "a b", given -> given.arrays().product(given.array("a"), given.array("b")));
        row("dot", "a b", given -> dot(given.arrays(), given.array("a"), given.array("b")));
        row("vdot", "a b", given -> given.arrays()
                .product(flat(given, given.array("a")), flat(given, given.array("b"))));
        row("inner", "a b", given -> {
            Array a = given.array("a"), b = given.array("b");
            if (a.rank() == 0 || b.rank() == 0) return given.arrays().elementwise("multiply", List.of(a, b));
            return contracted(given.arrays(), a, b, List.of(a.rank() - 1), List.of(b.rank() - 1));
        });
        row("outer", "a b", given -> {
            Array a = given.array("a"), b = given.array("b");
            return given.arrays().outer(a.rank() == 1 ? a : flat(given, a), b.rank() == 1 ? b : flat(given, b));
        });
        row("kron", "a b", given -> kron(given.arrays(), given.array("a"), given.array("b")));
        row("tensordot", "a b axes=2", NumpyFunctions::tensordot);
        row("einsum", "subscripts *operands optimize=None", NumpyFunctions::einsum);
        row("trace", "a", given -> {
            Array diagonal = diagonal(given, given.array("a"));
            return given.arrays().reduced("sum", diagonal, List.of(0), false, 0);
        });
        row("linalg.norm", "x ord=None axis=None keepdims=False", NumpyFunctions::norm);
        row("cross", "a b", given -> {
            throw Fault.unsupported("this function is not taken");
        });
        row("average", "a axis=None weights=None", given -> {
            if (!given.has("weights")) return reducedBy(given, "mean");
            Arrays arrays = given.arrays();
            Array a = given.array("a"), weights = given.array("weights");
            if (weights.rank() == 1 && a.rank() > 1) {
                int axis = given.axis("axis", a);
                List<Whole> shape = new ArrayList<>(Collections.nCopies(a.rank(), Whole.ONE));
                shape.set(axis, weights.lengths().get(0));
                weights = arrays.reshaped(weights, shape);
            }
            Array full = arrays.broadcast(weights, a.lengths());
            List<Integer> axes = given.axes("axis", a);
            Array sum = arrays.reduced("sum", arrays.elementwise("multiply", List.of(a, full)), axes, false, 0);
            return arrays.elementwise("divide", List.of(sum, arrays.reduced("sum", full, axes, false, 0)));
        });
        row("median", "a axis=None keepdims=False", NumpyFunctions::median);
    }

    private static Array reducedBy(Given given, String function) {
        Array a = given.array("a");
        return given.arrays().reduced(function, a, given.axes("axis", a), false, 0);
    }

    private static Value median(Given given) {
        Array all = given.arrays().converted(given.array("a"), Dtype.FLOAT);
        Array a = given.has("axis") ? all : flat(given, all);
        int axis = given.has("axis") ? given.axis("axis", a) : 0;
        Array sorted = given.arrays().along("sort", a, List.of(axis));
        long length = a.lengths().get(axis).number();
        Array lower = entry(given.arrays(), sorted, axis, (length - 1) / 2);
        Array upper = entry(given.arrays(), sorted, axis, length / 2);
        Array sum = given.arrays().elementwise("add", List.of(lower, upper));
        Array half =
                given.arrays().elementwise("divide", List.of(sum, given.arrays().number(Whole.of(2))));
        if (!given.flag("keepdims")) return half;
        List<Whole> shape = new ArrayList<>(given.array("a").lengths());
        if (given.has("axis")) shape.set(axis, Whole.ONE);
        else Collections.fill(shape, Whole.ONE);
        return given.arrays().reshaped(half, shape);
    }

    private static Array entry(Arrays arrays, Array a, int axis, long position) {
        List<Subscript> subscripts = wholes(a);
        subscripts.set(axis, new Subscript.At(Whole.of(position)));
        return arrays.read(a, subscripts);
    }

    static List<Subscript> wholes(Array a) {
        List<Subscript> subscripts = new ArrayList<>();
        for (Whole length : a.lengths()) subscripts.add(new Subscript.Run(0, 1, length));
        return subscripts;
    }

    private static Value norm(Given given) {
        Array x = given.array("x");
        Arrays arrays = given.arrays();
        List<Integer> axes = given.axes("axis", x);
        boolean keep = given.flag("keepdims");
        Value order = given.value("ord");
        boolean euclidean = order instanceof Value.None
                || order instanceof Value.Text text && text.text().equals("fro")
                || Numbers.isNumber(order) && Numbers.real(order) == 2 && axes.size() == 1;
        if (euclidean) {
            Array squares = arrays.elementwise("square", List.of(x));
            return arrays.elementwise("sqrt", List.of(arrays.reduced("sum", squares, axes, keep, 0)));
        }
        if (axes.size() == 1 && Numbers.isNumber(order)) {
            Array sizes = arrays.elementwise("abs", List.of(x));
            if (Numbers.real(order) == 1) return arrays.reduced("sum", sizes, axes, keep, 0);
            if (Double.isInfinite(Numbers.real(order)))
                return arrays.reduced(Numbers.real(order) > 0 ? "max" : "min", sizes, axes, keep, 0);
        }
        throw Fault.unsupported("this norm is not taken; of vectors 1, 2 and infinity are, of matrices 'fro'");
    }

    // np.dot multiplies where either is a number, and pairs the last axis with the last but one
    private static Array dot(Arrays arrays, Array a, Array b) {
        if (a.rank() == 0 || b.rank() == 0) return arrays.elementwise("multiply", List.of(a, b));
        if (a.rank() <= 2 && b.rank() <= 2 || b.rank() == 1) return arrays.product(a, b);
        return contracted(arrays, a, b, List.of(a.rank() - 1), List.of(b.rank() - 2));
    }

    /** The axes that are left of a, then those of b; the paired ones are summed over. */
    private static Array contracted(Arrays arrays, Array a, Array b, List<Integer> ofA, List<Integer> ofB) {
        if (ofA.size() != ofB.size())
            throw Fault.error("ValueError", "pairs " + ofA.size() + " axes with " + ofB.size());
        Whole paired = Whole.ONE;
        for (int i = 0; i < ofA.size(); i++) {
            Whole left = a.lengths().get(ofA.get(i)), right = b.lengths().get(ofB.get(i));
            if (!left.equals(right)) {
                throw Fault.error(
                        "ValueError",
                        a.shown() + " and " + b.shown() + " do not fit: " + left.size() + " ≠ " + right.size());
            }
            paired = (Whole) Numbers.binary(Operator.MULTIPLY, paired, left);
        }
        List<Integer> keptA = others(a, ofA), keptB = others(b, ofB);
        List<Integer> orderA = new ArrayList<>(keptA), orderB = new ArrayList<>(ofB);
        orderA.addAll(ofA);
        orderB.addAll(keptB);
        List<Whole> shape = new ArrayList<>();
        Value left = Whole.ONE, right = Whole.ONE;
        for (int axis : keptA) {
            shape.add(a.lengths().get(axis));
            left = Numbers.binary(Operator.MULTIPLY, left, a.lengths().get(axis));
        }
        for (int axis : keptB) {
            shape.add(b.lengths().get(axis));
            right = Numbers.binary(Operator.MULTIPLY, right, b.lengths().get(axis));
        }
        Array rows = arrays.reshaped(arrays.transposed(a, orderA), List.of((Whole) left, paired));
        Array columns = arrays.reshaped(arrays.transposed(b, orderB), List.of(paired, (Whole) right));
        return arrays.reshaped(arrays.product(rows, columns), shape);
    }

    private static List<Integer> others(Array a, List<Integer> axes) {
        return IntStream.range(0, a.rank())
                .filter(axis -> !axes.contains(axis))
                .boxed()
                .toList();
    }

    private static Value tensordot(Given given) {
        Array a = given.array("a"), b = given.array("b");
        Value axes = given.value("axes");
        if (!(axes instanceof Value.Tuple) && !(axes instanceof Value.Items)) {
            int count = (int) Math.min(Given.MOST_AXES, given.whole("axes").number());
            if (count < 0 || count > a.rank() || count > b.rank())
                throw Fault.error("ValueError", "there are not so many axes");
            List<Integer> last =
                    IntStream.range(a.rank() - count, a.rank()).boxed().toList();
            return contracted(
                    given.arrays(),
                    a,
                    b,
                    last,
                    IntStream.range(0, count).boxed().toList());
        }
        List<Value> both = given.several(axes);
        if (both.size() != 2) throw new Fault("takes the axes of a and the axes of b");
        List<Integer> ofA = given.several(both.get(0)).stream()
                .map(axis -> given.axis(axis, a))
                .toList();
        List<Integer> ofB = given.several(both.get(1)).stream()
                .map(axis -> given.axis(axis, b))
                .toList();
        return contracted(given.arrays(), a, b, ofA, ofB);
    }

    private static Value einsum(Given given) {
        String text = given.text("subscripts").replace(" ", "");
        List<Array> operands = new ArrayList<>();
        for (Value operand : given.rest()) operands.add(given.interpreter().array(operand, "an operand"));
        String[] sides = text.split("->", -1);
        List<String> letters = new ArrayList<>(List.of(sides[0].split(",", -1)));
        if (letters.size() != operands.size() || sides.length > 2) {
            throw new Fault("'" + text + "' does not go with " + operands.size() + " operands");
        }
        String spare = "";
        for (int i = 0; i < letters.size(); i++) {
            String own = letters.get(i);
            int open = operands.get(i).rank() - own.replace("...", "").length();
            if (own.contains("...") && open >= 0) {
                String more = "";
                for (int axis = 0; axis < open; axis++) more += (char) ('α' + axis + Given.MOST_AXES - open);
                if (more.length() > spare.length()) spare = more;
                own = own.replace("...", more);
            }
            if (own.length() != operands.get(i).rank() || !own.matches("[\\p{L}]*")) {
                throw new Fault("'" + letters.get(i) + "' does not name the axes of "
                        + operands.get(i).shown());
            }
            letters.set(i, own);
        }
        String result;
        if (sides.length == 2) {
            result = sides[1].replace("...", spare);
        } else {
            String all = String.join("", letters);
            StringBuilder once = new StringBuilder(spare);
            all.chars()
                    .filter(c -> c < 'α' && all.indexOf(c) == all.lastIndexOf(c))
                    .sorted()
                    .forEach(c -> once.append((char) c));
            result = once.toString();
        }
        for (char c : result.toCharArray()) {
            if (String.join("", letters).indexOf(c) < 0)
                throw Fault.error("ValueError", "the result names " + c + ", which no operand has");
            if (result.indexOf(c) != result.lastIndexOf(c)) throw new Fault("the result names " + c + " twice");
        }
        return given.arrays().einsum(letters, result, operands);
    }

    private static Array kron(Arrays arrays, Array a, Array b) {
        int rank = Math.max(a.rank(), b.rank());
        List<Whole> left = new ArrayList<>(), right = new ArrayList<>(), shape = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            Whole m = axis < rank - a.rank() ? Whole.ONE : a.lengths().get(axis - (rank - a.rank()));
            Whole n = axis < rank - b.rank() ? Whole.ONE : b.lengths().get(axis - (rank - b.rank()));
            left.addAll(List.of(m, Whole.ONE));
            right.addAll(List.of(Whole.ONE, n));
            shape.add((Whole) Numbers.binary(Operator.MULTIPLY, m, n));
        }
        Array product = arrays.elementwise("multiply", List.of(arrays.reshaped(a, left), arrays.reshaped(b, right)));
        return arrays.reshaped(product, shape);
    }

    private static void layout() {
        row("transpose", "a axes=None", given -> {
            Array a = given.array("a");
            return given.arrays()
                    .transposed(
                            a,
                            given.permutation(given.has("axes") ? given.several(given.value("axes")) : List.of(), a));
        });
        method("transpose", "a *axes", given -> {
            Array a = given.array("a");
            return given.arrays().transposed(a, given.permutation(given.restOrSequence(), a));
        });
        row("reshape", "a shape order=None copy=None", given -> reshaped(given, List.of(given.value("shape"))));
        method("reshape", "a *shape order=None", given -> reshaped(given, given.rest()));
        row("broadcast_to", "a shape", given -> given.arrays()
                .broadcast(given.array("a"), given.shape(List.of(given.value("shape")))));
        row("ravel", "a order=None", given -> {
            Array a = given.array("a");
            return flat(given, byColumns(given) ? turned(given, a) : a);
        });
        method("flatten", "a order=None", given -> {
            Array a = byColumns(given) ? turned(given, given.array("a")) : given.array("a");
            return flat(given, given.arrays().converted(a, a.dtype()));
        });
        row("squeeze", "a axis=None", given -> {
            Array a = given.array("a");
            List<Integer> axes = new ArrayList<>();
            if (given.has("axis")) axes.addAll(given.axes("axis", a));
            else
                IntStream.range(0, a.rank())
                        .filter(axis -> a.lengths().get(axis).equals(Whole.ONE))
                        .forEach(axes::add);
            List<Whole> shape = new ArrayList<>();
            for (int axis = 0; axis < a.rank(); axis++) {
                Whole length = a.lengths().get(axis);
                if (!axes.contains(axis)) shape.add(length);
                else if (!length.equals(Whole.ONE))
                    throw Fault.error("ValueError", "axis " + axis + " has the length " + length.size() + " and not 1");
            }
            return given.arrays().reshaped(a, shape);
        });
        row("expand_dims", "a axis", given -> {
            Array a = given.array("a");
            List<Value> axes = given.several(given.value("axis"));
            int rank = a.rank() + axes.size();
            List<Integer> places = axes.stream()
                    .map(axis -> given.axis(axis, rank, "the result"))
                    .toList();
            List<Whole> shape = new ArrayList<>();
            int next = 0;
            for (int axis = 0; axis < rank; axis++) {
                shape.add(places.contains(axis) ? Whole.ONE : a.lengths().get(next++));
            }
            return given.arrays().reshaped(a, shape);
        });
        row("swapaxes", "a axis1 axis2", given -> {
            Array a = given.array("a");
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, a.rank()).boxed().toList());
            Collections.swap(order, given.axis("axis1", a), given.axis("axis2", a));
            return given.arrays().transposed(a, order);
        });
        row("moveaxis", "a source destination", given -> {
            Array a = given.array("a");
            List<Integer> from = given.several(given.value("source")).stream()
                    .map(axis -> given.axis(axis, a))
                    .toList();
            List<Integer> to = given.several(given.value("destination")).stream()
                    .map(axis -> given.axis(axis, a))
                    .toList();
            if (from.size() != to.size()) throw new Fault("moves " + from.size() + " axes to " + to.size() + " places");
            List<Integer> order = new ArrayList<>(others(a, from));
            IntStream.range(0, to.size())
                    .boxed()
                    .sorted(java.util.Comparator.comparing(to::get))
                    .forEach(i -> order.add(Math.min(to.get(i), order.size()), from.get(i)));
            return given.arrays().transposed(a, order);
        });
        for (int axes = 1; axes <= 3; axes++) {
            int least = axes;
            row("atleast_" + axes + "d", "*arrays", given -> {
                List<Value> all = given.rest().stream()
                        .map(value -> (Value) atLeast(given, least, value))
                        .toList();
                return all.size() == 1 ? all.get(0) : new Value.Tuple(all);
            });
        }
        row("flip", "a axis=None", given -> {
            Array a = given.array("a");
            return flipped(given.arrays(), a, given.axes("axis", a));
        });
        row("fliplr", "a", given -> flipped(given.arrays(), given.array("a"), List.of(1)));
        row("flipud", "a", given -> flipped(given.arrays(), given.array("a"), List.of(0)));
        row("rot90", "a k=1 axes=None", given -> {
            Array a = given.array("a");
            if (a.rank() < 2) throw new Fault("takes an array of two axes at least");
            int first = 0, second = 1;
            if (given.has("axes")) {
                List<Value> axes = given.several(given.value("axes"));
                first = given.axis(axes.get(0), a);
                second = given.axis(axes.get(1), a);
            }
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, a.rank()).boxed().toList());
            Collections.swap(order, first, second);
            Arrays arrays = given.arrays();
            return switch ((int) Math.floorMod(given.whole("k").number(), 4L)) {
                case 0 -> a;
                case 1 -> flipped(arrays, arrays.transposed(a, order), List.of(first));
                case 2 -> flipped(arrays, a, List.of(first, second));
                default -> arrays.transposed(flipped(arrays, a, List.of(first)), order);
            };
        });
        row("roll", "a shift axis=None", NumpyFunctions::roll);
        row("repeat", "a repeats axis=None", NumpyFunctions::repeat);
        row("tile", "a reps", NumpyFunctions::tile);
        row("concatenate", "arrays axis=0", given -> joined(given, arrays(given, "arrays"), "axis"));
        row("vstack", "arrays", given -> given.arrays().concatenated(atLeast(given, arrays(given, "arrays"), true), 0));
        row("hstack", "arrays", given -> {
            List<Array> all = arrays(given, "arrays").stream()
                    .map(a -> a.rank() == 0 ? flat(given, a) : a)
                    .toList();
            return given.arrays().concatenated(all, all.get(0).rank() == 1 ? 0 : 1);
        });
        row("column_stack", "arrays", given -> given.arrays()
                .concatenated(atLeast(given, arrays(given, "arrays"), false), 1));
        row("append", "a values axis=None", given -> {
            Array a = given.array("a"), values = given.array("values");
            if (given.has("axis")) return given.arrays().concatenated(List.of(a, values), given.axis("axis", a));
            return given.arrays().concatenated(List.of(flat(given, a), flat(given, values)), 0);
        });
        row("stack", "arrays axis=0", given -> {
            List<Array> all = arrays(given, "arrays");
            int rank = all.get(0).rank() + 1;
            int axis = given.axis(given.value("axis"), rank, "the result");
            List<Array> widened = new ArrayList<>();
            for (Array a : all) {
                List<Whole> shape = new ArrayList<>(a.lengths());
                shape.add(Math.min(axis, shape.size()), Whole.ONE);
                widened.add(given.arrays().reshaped(a, shape));
            }
            return given.arrays().concatenated(widened, axis);
        });
        row("split", "a parts axis=0", given -> split(given, given.axis("axis", given.array("a")), true));
        row("array_split", "a parts axis=0", given -> split(given, given.axis("axis", given.array("a")), false));
        row("hsplit", "a parts", given -> split(given, given.array("a").rank() == 1 ? 0 : 1, true));
        row("vsplit", "a parts", given -> split(given, 0, true));
        row("pad", "a pad_width mode=constant constant_values=0", NumpyFunctions::pad);
        row("diff", "a n=1 axis=-1", given -> {
            Array a = given.array("a");
            if (!given.whole("n").equals(Whole.ONE)) throw Fault.unsupported("takes differences once here");
            int axis = given.axis("axis", a);
            long length = a.lengths().get(axis).number();
            Array later = part(given.arrays(), a, axis, Math.min(1, length), Math.max(0, length - 1));
            return given.arrays()
                    .elementwise(
                            a.dtype() == Dtype.BOOL ? "not_equal" : "subtract",
                            List.of(later, part(given.arrays(), a, axis, 0, Math.max(0, length - 1))));
        });
        row("sliding_window_view", "a window_shape axis=None", given -> {
            Array a = given.array("a");
            List<Whole> lengths = given.shape(List.of(given.value("window_shape")));
            List<Integer> axes = given.has("axis")
                    ? given.several(given.value("axis")).stream()
                            .map(axis -> given.axis(axis, a))
                            .toList()
                    : given.axes("axis", a);
            if (axes.size() != lengths.size()) throw new Fault("takes a window's length for each axis");
            return given.arrays().windows(a, axes, lengths);
        });
    }

    // order='F'
    private static boolean byColumns(Given given) {
        if (!given.has("order") || given.text("order").equals("C")) return false;
        if (given.text("order").equals("F")) return true;
        throw Fault.unsupported("order='" + given.text("order") + "' is not taken");
    }

    private static Array atLeast(Given given, int least, Value value) {
        Array a = given.interpreter().array(value, "an array");
        List<Whole> shape = new ArrayList<>(a.lengths());
        while (shape.size() < least) shape.add(shape.size() == 2 ? 2 : 0, Whole.ONE);
        return a.rank() >= least ? a : given.arrays().reshaped(a, shape);
    }

    private static Array reshaped(Given given, List<Value> shape) {
        Array a = given.array("a");
        List<Whole> lengths = given.shape(shape, a);
        if (!byColumns(given)) return given.arrays().reshaped(a, lengths);
        // Fortran's order is C's with all axes the other way round
        List<Whole> reversed = new ArrayList<>(lengths);
        Collections.reverse(reversed);
        return turned(given, given.arrays().reshaped(turned(given, a), reversed));
    }

    private static Array turned(Given given, Array a) {
        return given.arrays()
                .transposed(
                        a,
                        IntStream.range(0, a.rank())
                                .mapToObj(axis -> a.rank() - 1 - axis)
                                .toList());
    }

    private static Array flipped(Arrays arrays, Array a, List<Integer> axes) {
        List<Subscript> subscripts = wholes(a);
        for (int axis : axes) {
            if (axis >= a.rank()) throw new Fault("axis " + axis + " is not there: " + a.shown());
            Whole length = a.lengths().get(axis);
            Size last = length.size().minus(Size.ONE);
            subscripts.set(axis, new Subscript.Run(Math.max(0, length.number() - 1), -1, length, last));
        }
        return arrays.read(a, subscripts);
    }

    static Array part(Arrays arrays, Array a, int axis, long start, long count) {
        List<Subscript> subscripts = wholes(a);
        subscripts.set(axis, new Subscript.Run(start, 1, Whole.of(count)));
        return arrays.read(a, subscripts);
    }

    private static Value roll(Given given) {
        Array a = given.array("a");
        if (!given.has("axis")) {
            Array flat = flat(given, a);
            return given.arrays()
                    .reshaped(
                            rolled(given.arrays(), flat, 0, given.whole("shift").number()), a.lengths());
        }
        List<Value> axes = given.several(given.value("axis")), shifts = given.several(given.value("shift"));
        for (int i = 0; i < axes.size(); i++) {
            Value shift = shifts.get(Math.min(i, shifts.size() - 1));
            a = rolled(
                    given.arrays(),
                    a,
                    given.axis(axes.get(i), a),
                    given.interpreter().whole(shift, "shift").number());
        }
        return a;
    }

    private static Array rolled(Arrays arrays, Array a, int axis, long by) {
        long length = a.lengths().get(axis).number();
        if (length == 0) return a;
        long shift = Math.floorMod(by, length);
        return arrays.concatenated(
                List.of(part(arrays, a, axis, length - shift, shift), part(arrays, a, axis, 0, length - shift)), axis);
    }

    private static Value repeat(Given given) {
        Array a = given.has("axis") ? given.array("a") : flat(given, given.array("a"));
        int axis = given.has("axis") ? given.axis("axis", a) : 0;
        Array repeats = given.array("repeats");
        long length = a.lengths().get(axis).number();
        List<Value> rows = new ArrayList<>();
        double[] times = given.arrays().entries(repeats);
        if (times.length == 1) return repeated(given, a, axis, Whole.of((long) times[0]));
        if (times.length != length)
            throw Fault.error("ValueError", "repeats names " + times.length + " numbers for " + length + " entries");
        long total = 0;
        for (int i = 0; i < length; i++) total += (long) times[i];
        given.interpreter().sequences().charge(total);
        for (int i = 0; i < length; i++) {
            for (long k = 0; k < times[i]; k++) rows.add(Whole.of(i));
        }
        if (rows.isEmpty()) return part(given.arrays(), a, axis, 0, 0);
        List<Subscript> subscripts = wholes(a);
        subscripts.set(axis, gather(given.interpreter().sequences().stacked(new Value.Items(rows))));
        return given.arrays().read(a, subscripts);
    }

    // every entry along an axis so often
    private static Value repeated(Given given, Array a, int axis, Whole times) {
        if (times.number() < 1) return part(given.arrays(), a, axis, 0, 0);
        given.interpreter().sequences().charge(times.number());
        List<Whole> apart = new ArrayList<>(a.lengths()), wide = new ArrayList<>(a.lengths());
        apart.add(axis + 1, Whole.ONE);
        wide.add(axis + 1, times);
        List<Whole> result = new ArrayList<>(a.lengths());
        result.set(axis, (Whole) Numbers.binary(Operator.MULTIPLY, result.get(axis), times));
        Array spread = given.arrays().broadcast(given.arrays().reshaped(a, apart), wide);
        return given.arrays().reshaped(given.arrays().converted(spread, a.dtype()), result);
    }

    private static Value tile(Given given) {
        Array a = given.array("a");
        List<Value> reps = new ArrayList<>(given.several(given.value("reps")));
        while (reps.size() < a.rank()) reps.add(0, Whole.ONE);
        List<Whole> shape = new ArrayList<>(a.lengths());
        while (shape.size() < reps.size()) shape.add(0, Whole.ONE);
        List<Whole> apart = new ArrayList<>(), wide = new ArrayList<>(), result = new ArrayList<>();
        for (int axis = 0; axis < shape.size(); axis++) {
            Whole times = given.interpreter().whole(reps.get(axis), "reps");
            apart.addAll(List.of(Whole.ONE, shape.get(axis)));
            wide.addAll(List.of(times, shape.get(axis)));
            result.add((Whole) Numbers.binary(Operator.MULTIPLY, times, shape.get(axis)));
        }
        Array spread = given.arrays().broadcast(given.arrays().reshaped(a, apart), wide);
        return given.arrays().reshaped(given.arrays().converted(spread, a.dtype()), result);
    }

    private static List<Array> arrays(Given given, String parameter) {
        List<Array> all = new ArrayList<>();
        for (Value element : given.interpreter().sequences().elements(given.value(parameter))) {
            all.add(given.interpreter().array(element, "an element"));
        }
        if (all.isEmpty()) throw Fault.error("ValueError", "takes one array at least");
        return all;
    }

    private static Array joined(Given given, List<Array> all, String parameter) {
        if (!given.has(parameter)) {
            return given.arrays()
                    .concatenated(all.stream().map(a -> flat(given, a)).toList(), 0);
        }
        return given.arrays().concatenated(all, given.axis(parameter, all.get(0)));
    }

    // vectors as rows, or as columns
    private static List<Array> atLeast(Given given, List<Array> all, boolean rows) {
        List<Array> matrices = new ArrayList<>();
        for (Array a : all) {
            if (a.rank() >= 2) matrices.add(a);
            else
                matrices.add(given.arrays()
                        .reshaped(a, rows ? List.of(Whole.ONE, Given.count(a)) : List.of(Given.count(a), Whole.ONE)));
        }
        return matrices;
    }

    private static Value split(Given given, int axis, boolean equal) {
        Array a = given.array("a");
        long length = a.lengths().get(axis).number();
        List<Long> bounds = new ArrayList<>(List.of(0L));
        Value parts = given.value("parts");
        boolean places = parts instanceof Value.Tuple
                || parts instanceof Value.Items
                || parts instanceof Array array && array.rank() == 1;
        if (places) {
            for (Value place : given.interpreter().sequences().elements(parts)) {
                long at = given.interpreter().whole(place, "a place").number();
                bounds.add(Math.max(0, Math.min(length, at < 0 ? at + length : at)));
            }
            bounds.add(length);
        } else {
            long count = given.whole("parts").number();
            if (count <= 0) throw Fault.error("ValueError", "splits into " + count + " parts");
            if (equal && length % count != 0) {
                throw Fault.error(
                        "ValueError",
                        "an axis of length " + Indexing.length(a.lengths().get(axis)) + " has no " + count
                                + " equal parts");
            }
            given.interpreter().sequences().charge(count);
            for (long i = 1; i <= count; i++) bounds.add(i * (length / count) + Math.min(i, length % count));
        }
        if (!places && bounds.size() > 1 && length % (bounds.size() - 1) == 0) {
            Optional<Size> each = a.lengths().get(axis).size().dividedBy(Size.of(bounds.size() - 1));
            if (each.isPresent()) return split(given.arrays(), a, axis, bounds.size() - 1, each.get());
        }
        List<Value> result = new ArrayList<>();
        for (int i = 1; i < bounds.size(); i++) {
            long start = bounds.get(i - 1);
            result.add(part(given.arrays(), a, axis, start, Math.max(0, bounds.get(i) - start)));
        }
        return new Value.Items(result);
    }

    // into equal parts, in symbols
    private static Value split(Arrays arrays, Array a, int axis, int count, Size each) {
        long length = a.lengths().get(axis).number() / count;
        List<Value> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Subscript> subscripts = wholes(a);
            subscripts.set(axis, new Subscript.Run(i * length, 1, Whole.of(length, each), each.times(Size.of(i))));
            result.add(arrays.read(a, subscripts));
        }
        return new Value.Items(result);
    }

    // one number, or the same on every side
    private static double padding(Given given) {
        double[] values = given.arrays().entries(given.array("constant_values"));
        for (double value : values) {
            if (value != values[0]) throw Fault.unsupported("only one constant value for all sides is taken");
        }
        return values.length == 0 ? 0 : values[0];
    }

    private static Value pad(Given given) {
        if (!given.text("mode").equals("constant")) throw Fault.unsupported("only mode='constant' is taken");
        Array a = given.array("a");
        Arrays arrays = given.arrays();
        List<Value> widths = given.several(given.value("pad_width"));
        List<Whole> shape = new ArrayList<>();
        List<Subscript> inside = new ArrayList<>();
        for (int axis = 0; axis < a.rank(); axis++) {
            boolean shared = widths.size() == 1
                    || widths.stream().noneMatch(width -> width instanceof Value.Tuple || width instanceof Value.Items);
            List<Value> both = shared ? widths : given.several(widths.get(Math.min(axis, widths.size() - 1)));
            if (widths.size() == 1) both = given.several(widths.get(0));
            if (!shared && widths.size() != a.rank())
                throw new Fault("names the widths of " + widths.size() + " axes; " + a.shown() + " has " + a.rank());
            Whole before = given.interpreter().whole(both.get(0), "a width");
            Whole after = given.interpreter().whole(both.get(both.size() - 1), "a width");
            if (before.number() < 0 || after.number() < 0) throw Fault.error("ValueError", "a width is negative");
            Whole length = a.lengths().get(axis);
            shape.add((Whole) Numbers.binary(Operator.ADD, Numbers.binary(Operator.ADD, length, before), after));
            inside.add(new Subscript.Run(before.number(), 1, length, before.size()));
        }
        Array padded = arrays.filled(shape, padding(given), a.dtype());
        arrays.write(padded, inside, a);
        return padded;
    }

    private static void making() {
        row("zeros", "shape dtype=None order=None", given -> filled(given, List.of(given.value("shape")), 0));
        row("ones", "shape dtype=None order=None", given -> filled(given, List.of(given.value("shape")), 1));
        row("empty", "shape dtype=None order=None", given -> filled(given, List.of(given.value("shape")), 0));
        row("zeros_like", "a dtype=None", given -> like(given, 0));
        row("ones_like", "a dtype=None", given -> like(given, 1));
        row("empty_like", "a dtype=None", given -> like(given, 0));
        row("full", "shape fill_value dtype=None", given -> {
            Array value = given.array("fill_value");
            Array wide = given.arrays().broadcast(value, given.shape(List.of(given.value("shape"))));
            return given.arrays().converted(wide, given.dtype("dtype", value.dtype()));
        });
        row("full_like", "a fill_value dtype=None", given -> {
            Array a = given.array("a");
            Array wide = given.arrays().broadcast(given.array("fill_value"), a.lengths());
            return given.arrays().converted(wide, given.dtype("dtype", a.dtype()));
        });
        row("eye", "N M=None k=0 dtype=None", given -> {
            Whole columns = given.has("M") ? given.whole("M") : given.whole("N");
            return eye(given, given.whole("N"), columns, given.whole("k").number());
        });
        row("identity", "N dtype=None", given -> eye(given, given.whole("N"), given.whole("N"), 0));
        row("arange", "start stop=None step=1 dtype=None", NumpyFunctions::arange);
        row("linspace", "start stop num=50 endpoint=True dtype=None", given -> {
            Whole num = given.whole("num");
            if (num.number() < 0) throw Fault.error("ValueError", "num is negative");
            double start = given.real("start"), stop = given.real("stop");
            long gaps = given.flag("endpoint") ? num.number() - 1 : num.number();
            return given.arrays().spaced(start, gaps > 0 ? (stop - start) / gaps : 0, num, Dtype.FLOAT);
        });
        row("one_hot", "indices classes", given -> {
            Array indices = given.array("indices");
            if (!indices.dtype().isWhole()) throw new Fault("indices must be an input of integers");
            return given.arrays().oneHot(indices, given.whole("classes"));
        });
        row("meshgrid", "a b indexing=xy", given -> {
            Array a = given.array("a"), b = given.array("b");
            boolean crossed = given.text("indexing").equals("xy");
            Whole m = Given.count(a), n = Given.count(b);
            List<Whole> shape = crossed ? List.of(n, m) : List.of(m, n);
            Arrays arrays = given.arrays();
            Array first = arrays.reshaped(a, crossed ? List.of(Whole.ONE, m) : List.of(m, Whole.ONE));
            Array second = arrays.reshaped(b, crossed ? List.of(n, Whole.ONE) : List.of(Whole.ONE, n));
            return new Value.Items(List.of(
                    arrays.converted(arrays.broadcast(first, shape), a.dtype()),
                    arrays.converted(arrays.broadcast(second, shape), b.dtype())));
        });
        row("ndindex", "*shape", given -> {
            List<Whole> shape = given.shape(given.rest());
            Value count = Whole.ONE;
            for (Whole length : shape) count = Numbers.binary(Operator.MULTIPLY, count, length);
            long all = ((Whole) count).number();
            given.interpreter().sequences().charge(all);
            List<Value> indices = new ArrayList<>();
            for (long i = 0; i < all; i++) {
                List<Value> index = new ArrayList<>();
                long rest = i;
                for (int axis = shape.size() - 1; axis >= 0; axis--) {
                    index.add(0, Whole.of(rest % shape.get(axis).number()));
                    rest /= shape.get(axis).number();
                }
                indices.add(new Value.Tuple(index));
            }
            return new Value.Items(indices);
        });
        row("tril", "a k=0", given -> triangle(given, true));
        row("triu", "a k=0", given -> triangle(given, false));
        row("diag", "a k=0", given -> {
            Array a = given.array("a");
            if (!given.whole("k").equals(Whole.ZERO)) throw Fault.unsupported("takes the main diagonal only");
            return a.rank() == 1 ? ofDiagonal(given, a) : diagonal(given, a);
        });
        row("diagflat", "a", given -> ofDiagonal(given, flat(given, given.array("a"))));
        row("diagonal", "a", given -> diagonal(given, given.array("a")));
    }

    private static Array filled(Given given, List<Value> shape, double value) {
        return given.arrays().filled(given.shape(shape), value, given.dtype("dtype", Dtype.FLOAT));
    }

    private static Array like(Given given, double value) {
        Array a = given.array("a");
        return given.arrays().filled(a.lengths(), value, given.dtype("dtype", a.dtype()));
    }

    private static Array eye(Given given, Whole rows, Whole columns, long k) {
        if (rows.number() < 0 || columns.number() < 0) throw Fault.error("ValueError", "a length is negative");
        Arrays arrays = given.arrays();
        Array row = arrays.reshaped(arrays.spaced(k, 1, rows, Dtype.INT), List.of(rows, Whole.ONE));
        Array equal = arrays.elementwise("equal", List.of(row, arrays.spaced(0, 1, columns, Dtype.INT)));
        return arrays.converted(equal, given.dtype("dtype", Dtype.FLOAT));
    }

    private static Value arange(Given given) {
        boolean one = !given.has("stop");
        Value start = one ? Whole.ZERO : given.value("start"),
                stop = given.value(one ? "start" : "stop"),
                step = given.value("step");
        boolean wholes = List.of(start, stop, step).stream()
                .allMatch(value -> Numbers.isWhole(value)
                        || value instanceof Array array && array.dtype().isWhole());
        Interpreter interpreter = given.interpreter();
        double from = interpreter.real(start), to = interpreter.real(stop), by = interpreter.real(step);
        if (by == 0) throw new Fault("the step is 0");
        long count = (long) Math.max(0, Math.ceil((to - from) / by));
        Whole length = one && wholes && by == 1 && stop instanceof Whole whole && whole.number() >= 0
                ? whole
                : Whole.of(count);
        Dtype dtype = given.dtype("dtype", wholes ? Dtype.INT : Dtype.FLOAT);
        return given.arrays().spaced(from, by, length, dtype);
    }

    private static Value triangle(Given given, boolean lower) {
        Array a = given.array("a");
        Arrays arrays = given.arrays();
        if (a.rank() == 0) throw new Fault("a number has no triangle");
        Whole columns = a.lengths().get(a.rank() - 1), rows = a.lengths().get(Math.max(0, a.rank() - 2));
        Array column =
                arrays.reshaped(arrays.spaced(given.whole("k").number(), 1, rows, Dtype.INT), List.of(rows, Whole.ONE));
        Array row = arrays.spaced(0, 1, columns, Dtype.INT);
        Array kept = arrays.elementwise(lower ? "less_equal" : "greater_equal", List.of(row, column));
        Array zero = arrays.converted(arrays.number(Whole.ZERO), a.dtype());
        return arrays.elementwise("where", List.of(kept, a, zero));
    }

    private static Array ofDiagonal(Given given, Array a) {
        Arrays arrays = given.arrays();
        Whole length = a.lengths().get(0);
        Array square = arrays.filled(List.of(length, length), 0, a.dtype());
        Subscript all = gather(arrays.spaced(0, 1, length, Dtype.INT));
        arrays.write(square, List.of(all, all), a);
        return square;
    }

    private static Array diagonal(Given given, Array a) {
        if (a.rank() != 2) throw Fault.unsupported("takes a matrix; this is " + a.shown());
        return given.arrays().diagonal(a);
    }

    private static void choosing() {
        row("where", "condition *both", given -> {
            Array condition = given.array("condition");
            if (given.rest().isEmpty()) return nonzero(given, condition);
            if (given.rest().size() != 2) throw new Fault("takes a condition and two values");
            return given.arrays()
                    .elementwise(
                            "where",
                            List.of(
                                    condition,
                                    given.interpreter().array(given.rest().get(0), "a"),
                                    given.interpreter().array(given.rest().get(1), "b")));
        });
        row("nonzero", "a", given -> nonzero(given, given.array("a")));
        row("flatnonzero", "a", given -> given.arrays()
                .nonzero(flat(given, given.array("a")))
                .get(0));
        row("clip", "a a_min=None a_max=None out=None min=None max=None", given -> {
            Arrays arrays = given.arrays();
            Array a = given.array("a");
            Array result = a;
            String least = given.has("a_min") ? "a_min" : "min", most = given.has("a_max") ? "a_max" : "max";
            if (given.has(least)) result = arrays.elementwise("maximum", List.of(result, given.array(least)));
            if (given.has(most)) result = arrays.elementwise("minimum", List.of(result, given.array(most)));
            if (!given.has("out")) return result;
            arrays.update("assign", given.array("out"), result);
            return given.array("out");
        });
        row("relu", "a", given -> given.arrays()
                .elementwise("maximum", List.of(given.array("a"), given.arrays().number(Whole.ZERO))));
        row("heaviside", "a b", given -> {
            Arrays arrays = given.arrays();
            Array zero = arrays.number(Whole.ZERO);
            Array above = arrays.converted(arrays.elementwise("greater", List.of(given.array("a"), zero)), Dtype.FLOAT);
            return arrays.elementwise(
                    "where",
                    List.of(arrays.elementwise("equal", List.of(given.array("a"), zero)), given.array("b"), above));
        });
        row("take", "a indices axis=None", given -> {
            Array a = given.has("axis") ? given.array("a") : flat(given, given.array("a"));
            int axis = given.has("axis") ? given.axis("axis", a) : 0;
            Array indices = given.array("indices");
            List<Subscript> subscripts = wholes(a);
            subscripts.set(axis, gather(indices));
            return given.arrays().read(a, subscripts);
        });
        row("choose", "a choices", given -> {
            Array a = given.array("a"), choices = given.array("choices");
            if (a.rank() != 1 || choices.rank() != 2) throw new Fault("takes a list of numbers and a matrix here");
            Subscript places = gather(given.arrays().spaced(0, 1, a.lengths().get(0), Dtype.INT));
            return given.arrays().read(choices, List.of(gather(a), places));
        });
        row("take_along_axis", "a indices axis", given -> {
            Array a = given.array("a");
            return given.arrays().read(a, along(given, a));
        });
        row("put_along_axis", "a indices values axis", given -> {
            Array a = given.array("a");
            given.arrays().write(a, along(given, a), given.array("values"));
            return Value.None.NONE;
        });
        row("fill_diagonal", "a value", given -> {
            Array a = given.array("a");
            if (a.rank() != 2) throw Fault.unsupported("takes a matrix; this is " + a.shown());
            long length =
                    Math.min(a.lengths().get(0).number(), a.lengths().get(1).number());
            Subscript all = gather(given.arrays().spaced(0, 1, Whole.of(length), Dtype.INT));
            given.arrays().write(a, List.of(all, all), given.array("value"));
            return Value.None.NONE;
        });
        row("unravel_index", "indices shape", NumpyFunctions::unravelled);
        row("bincount", "a weights=None minlength=0", given -> {
            Array a = given.array("a");
            long length = given.whole("minlength").number();
            for (double entry : given.arrays().entries(a)) {
                if (entry < 0) throw new Fault("takes whole numbers from 0 on");
                length = Math.max(length, (long) entry + 1);
            }
            Array weights = given.has("weights")
                    ? given.array("weights")
                    : given.arrays().number(Whole.ONE);
            Array counts =
                    given.arrays().filled(List.of(Whole.of(length)), 0, given.has("weights") ? Dtype.FLOAT : Dtype.INT);
            given.arrays().accumulate("add", counts, List.of(gather(a)), weights);
            return counts;
        });
        row("unique", "a", given -> given.arrays().unique(flat(given, given.array("a"))));
        row("allclose", "a b rtol=1e-5 atol=1e-8", given -> Value.Flag.of(close(given)));
        row("array_equal", "a b", given -> {
            Array a = given.array("a"), b = given.array("b");
            if (!a.lengths().equals(b.lengths())) return Value.Flag.FALSE;
            return Value.Flag.of(java.util.Arrays.equals(
                    given.arrays().entries(a), given.arrays().entries(b)));
        });
        row(
                "may_share_memory",
                "a b",
                given -> Value.Flag.of(
                        given.array("a").memory() == given.array("b").memory()));
        row("nan_to_num", "a", given -> {
            Array a = given.array("a");
            Arrays arrays = given.arrays();
            return arrays.elementwise("nan_to_num", List.of(a));
        });
    }

    private static boolean close(Given given) {
        Arrays arrays = given.arrays();
        Array a = given.array("a"), b = given.array("b");
        Array difference = arrays.elementwise("abs", List.of(arrays.elementwise("subtract", List.of(a, b))));
        Array bound =
                arrays.elementwise("multiply", List.of(arrays.elementwise("abs", List.of(b)), given.array("rtol")));
        Array within = arrays.elementwise(
                "less_equal", List.of(difference, arrays.elementwise("add", List.of(bound, given.array("atol")))));
        return arrays.item(arrays.reduced(
                        "all", within, IntStream.range(0, within.rank()).boxed().toList(), false, 0))
                != 0;
    }

    private static Value nonzero(Given given, Array a) {
        return new Value.Tuple(List.copyOf(given.arrays().nonzero(a)));
    }

    // along one axis the indices, along the others every place
    private static List<Subscript> along(Given given, Array a) {
        Array indices = given.array("indices");
        int axis = given.axis("axis", a);
        if (indices.rank() != a.rank())
            throw new Fault("the indices are " + indices.shown() + ", and the array is " + a.shown());
        List<Subscript> subscripts = new ArrayList<>();
        for (int other = 0; other < a.rank(); other++) {
            if (other == axis) {
                subscripts.add(gather(indices));
                continue;
            }
            List<Whole> shape = new ArrayList<>(Collections.nCopies(a.rank(), Whole.ONE));
            shape.set(other, a.lengths().get(other));
            Array places = given.arrays().spaced(0, 1, a.lengths().get(other), Dtype.INT);
            subscripts.add(gather(given.arrays().reshaped(places, shape)));
        }
        return subscripts;
    }

    private static Value unravelled(Given given) {
        Arrays arrays = given.arrays();
        List<Whole> shape = given.shape(List.of(given.value("shape")));
        Array rest = given.array("indices");
        List<Value> places = new ArrayList<>();
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            Array length = arrays.number(shape.get(axis));
            places.add(0, arrays.elementwise("remainder", List.of(rest, length)));
            rest = arrays.elementwise("floor_divide", List.of(rest, length));
        }
        return new Value.Tuple(places);
    }

    private static void conversions() {
        for (String name : List.of("array", "asarray", "ascontiguousarray", "asanyarray")) {
            boolean copies = name.equals("array");
            row(name, "a dtype=None copy=True ndmin=0 order=None", given -> {
                Array a = given.array("a");
                Dtype dtype = given.dtype("dtype", a.dtype());
                boolean same = dtype == a.dtype() && given.value("a") instanceof Array;
                Array result = same && !(copies && given.flag("copy"))
                        ? a
                        : given.arrays().converted(a, dtype);
                List<Whole> shape = new ArrayList<>(result.lengths());
                while (shape.size()
                        < Math.min(Given.MOST_AXES, given.whole("ndmin").number())) shape.add(0, Whole.ONE);
                return shape.size() == result.rank() ? result : given.arrays().reshaped(result, shape);
            });
        }
        row("copy", "a order=None", given -> given.arrays()
                .converted(given.array("a"), given.array("a").dtype()));
        method("astype", "a dtype copy=True", given -> given.arrays()
                .converted(given.array("a"), given.dtype("dtype", Dtype.FLOAT)));
        method("item", "a *index", given -> number(given, given.array("a")));
        method("tolist", "a", given -> listed(given, given.array("a")));
        method("fill", "a value", given -> {
            given.arrays().update("assign", given.array("a"), given.array("value"));
            return Value.None.NONE;
        });
        method("sort", "a axis=-1", given -> {
            Array a = given.array("a");
            given.arrays().update("assign", a, given.arrays().along("sort", a, List.of(given.axis("axis", a))));
            return Value.None.NONE;
        });
        method("round", "a decimals=0", given -> rounded(given));
        row("round", "a decimals=0 out=None", given -> rounded(given));
        row("around", "a decimals=0 out=None", given -> rounded(given));
        row("shape", "a", given -> new Value.Tuple(List.copyOf(given.array("a").lengths())));
        row("ndim", "a", given -> Whole.of(given.array("a").rank()));
        row("size", "a axis=None", given -> {
            Array a = given.array("a");
            Value count = Whole.ONE;
            for (int axis : given.axes("axis", a))
                count = Numbers.binary(Operator.MULTIPLY, count, a.lengths().get(axis));
            return count;
        });
        row("copyto", "a b", given -> {
            given.arrays().update("assign", given.array("a"), given.array("b"));
            return Value.None.NONE;
        });
        row("isscalar", "a", given -> Value.Flag.of(Numbers.isNumber(given.value("a"))));
        row("ndarray", "a", given -> {
            throw Fault.unsupported("this function is not taken; np.zeros makes an array");
        });
    }

    private static Value rounded(Given given) {
        Array a = given.array("a");
        Arrays arrays = given.arrays();
        long decimals = given.whole("decimals").number();
        if (a.dtype() == Dtype.BOOL) throw new Fault("NumPy does not round comparisons");
        if (a.dtype().isWhole() && decimals >= 0) return arrays.converted(a, a.dtype());
        if (decimals == 0) return arrays.elementwise("rint", List.of(a));
        Array scale = arrays.number(new Value.Real(Math.pow(10, decimals)));
        Array scaled = arrays.elementwise("rint", List.of(arrays.elementwise("multiply", List.of(a, scale))));
        return arrays.elementwise("divide", List.of(scaled, scale));
    }

    static Value number(Given given, Array a) {
        double value = given.arrays().item(a);
        return switch (a.dtype()) {
            case BOOL -> Value.Flag.of(value != 0);
            case INT, UINT8 -> Whole.of((long) value);
            case FLOAT -> new Value.Real(value);
        };
    }

    private static Value listed(Given given, Array a) {
        if (a.rank() == 0) return number(given, a);
        List<Value> elements = new ArrayList<>();
        for (Value element : given.interpreter().sequences().elements(a)) elements.add(listed(given, (Array) element));
        return new Value.Items(elements);
    }

    /** The function that has this name in NumPy, for a message. */
    static Optional<Builtin> named(String name) {
        return Optional.ofNullable(TABLE.get(name));
    }
}
