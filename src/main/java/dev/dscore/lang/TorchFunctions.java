package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** torch's spellings of NumPy's functions and methods. */
final class TorchFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();
    static final Map<String, Builtin> METHODS = new LinkedHashMap<>();

    private TorchFunctions() {}

    static {
        for (String name : List.of("sum", "mean", "prod", "any", "all", "logsumexp")) {
            row(name, "a dim=None keepdim=False axis=None keepdims=False", given -> reduced(given, name));
        }
        for (String name : List.of("max", "min")) {
            row(name, "a dim=None keepdim=False", given -> extreme(given, name));
        }
        for (String name : List.of("var", "std")) {
            row(name, "a dim=None keepdim=False unbiased=True correction=None", given -> spread(given, name));
        }
        row("softmax", "a dim=-1", given -> along(given, "softmax"));
        row("log_softmax", "a dim=-1", given -> along(given, "log_softmax"));
        row("argmax", "a dim=None keepdim=False", given -> {
            Array a = given.array("a");
            return given.arrays().reduced("argmax", a, given.axes("dim", a), given.flag("keepdim"), 0);
        });
        row("cat", "arrays dim=0", given -> numpy(given, "concatenate", Map.of("arrays", "arrays", "axis", "dim")));
        row("stack", "arrays dim=0", given -> numpy(given, "stack", Map.of("arrays", "arrays", "axis", "dim")));
        row("unsqueeze", "a dim", given -> numpy(given, "expand_dims", Map.of("a", "a", "axis", "dim")));
        row("tensor", "a dtype=None", given -> given.arrays()
                .converted(
                        given.array("a"), given.dtype("dtype", given.array("a").dtype())));
        row("mm", "a b", given -> given.arrays().product(given.array("a"), given.array("b")));
        row("bmm", "a b", given -> given.arrays().product(given.array("a"), given.array("b")));
        row("t", "a", given -> given.arrays()
                .transposed(given.array("a"), reversed(given.array("a").rank())));
        row("relu", "a", given -> given.arrays()
                .elementwise("maximum", List.of(given.array("a"), given.arrays().number(Whole.ZERO))));
        row("sigmoid", "a", given -> given.arrays().elementwise("expit", List.of(given.array("a"))));
        for (String name : List.of("zeros", "ones")) {
            double value = name.equals("ones") ? 1 : 0;
            row(name, "*shape dtype=None device=None", given -> given.arrays()
                    .filled(given.shape(given.rest()), value, given.dtype("dtype", Dtype.FLOAT)));
        }
        row("one_hot", "a num_classes", given -> {
            Array hot = (Array) given.interpreter()
                    .call(
                            new Callable.Native("one_hot", NumpyFunctions.TABLE.get("one_hot")),
                            List.of(given.value("a"), given.value("num_classes")),
                            Map.of());
            return given.arrays().converted(hot, Dtype.INT);
        });
        row("cross_entropy", "a target", given -> {
            Arrays arrays = given.arrays();
            Array a = given.array("a");
            if (a.rank() != 2) throw Fault.unsupported("takes scores of two axes here; these are {}", a);
            Array logs = arrays.along("log_softmax", a, List.of(1));
            Subscript rows = gather(arrays.spaced(0, 1, a.lengths().get(0), Dtype.INT));
            Array picked = arrays.read(logs, List.of(rows, gather(given.array("target"))));
            return arrays.elementwise("negative", List.of(arrays.reduced("mean", picked, List.of(0), false, 0)));
        });
        METHODS.putAll(TABLE);
        method("size", "a dim=None", given -> {
            Array a = given.array("a");
            return given.has("dim")
                    ? a.lengths().get(given.axis("dim", a))
                    : given.interpreter().sequences().tuple(a.lengths());
        });
        method("numel", "a", given -> Given.count(given.array("a")));
        method("view", "a *shape", given -> {
            Array a = given.array("a");
            return given.arrays().reshaped(a, given.shape(given.rest(), a));
        });
        method("clone", "a", given -> given.arrays()
                .converted(given.array("a"), given.array("a").dtype()));
        for (String name : List.of("detach", "contiguous", "numpy", "cpu", "retain_grad", "requires_grad_"))
            method(name, "a", given -> given.value("a"));
        method("float", "a", given -> given.arrays().converted(given.array("a"), Dtype.FLOAT));
        method("double", "a", given -> given.arrays().converted(given.array("a"), Dtype.FLOAT));
        method("long", "a", given -> given.arrays().converted(given.array("a"), Dtype.INT));
        method("int", "a", given -> given.arrays().converted(given.array("a"), Dtype.INT));
        method("pow", "a b", given -> given.arrays().elementwise("power", List.of(given.array("a"), given.array("b"))));
        method("add", "a b", given -> given.arrays().elementwise("add", List.of(given.array("a"), given.array("b"))));
        method("mul", "a b", given -> given.arrays()
                .elementwise("multiply", List.of(given.array("a"), given.array("b"))));
        method("permute", "a *axes", given -> given.arrays()
                .transposed(given.array("a"), given.permutation(given.restOrSequence(), given.array("a"))));
        method("expand", "a *shape", given -> {
            Array a = given.array("a");
            List<Value> shape = new ArrayList<>(given.restOrSequence());
            for (int i = 0; i < shape.size(); i++) {
                int own = i - (shape.size() - a.rank());
                if (shape.get(i).equals(Whole.of(-1)) && own >= 0)
                    shape.set(i, a.lengths().get(own));
            }
            return given.arrays().broadcast(a, given.shape(shape));
        });
        method("expand_as", "a b", given -> given.arrays()
                .broadcast(given.array("a"), given.array("b").lengths()));
        method("index_add_", "a dim index source", given -> {
            Array a = given.array("a");
            List<Subscript> subscripts = Subscript.all(a);
            subscripts.set(given.axis("dim", a), gather(given.array("index")));
            given.arrays().accumulate("add", a, subscripts, given.array("source"));
            return a;
        });
    }

    private static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    private static Subscript gather(Array indices) {
        return new Subscript.Gather(indices, "the index");
    }

    private static void method(String name, String parameters, Builtin.Body body) {
        METHODS.put(name, Builtin.of(name, parameters, body));
    }

    private static Value numpy(Given given, String function, Map<String, String> names) {
        Map<String, Value> arguments = new HashMap<>();
        names.forEach((theirs, ours) -> arguments.put(theirs, given.value(ours)));
        return given.interpreter()
                .call(new Callable.Native(function, NumpyFunctions.TABLE.get(function)), List.of(), arguments);
    }

    private static Value reduced(Given given, String function) {
        Array a = given.array("a");
        String axis = given.has("dim") ? "dim" : "axis";
        boolean keep = given.flag("keepdim") || given.flag("keepdims");
        return given.arrays().reduced(function, a, given.axes(axis, a), keep, 0);
    }

    /** Returns the largest or smallest entries; along a dimension also their indices. */
    private static Value extreme(Given given, String function) {
        Array a = given.array("a");
        Arrays arrays = given.arrays();
        if (!given.has("dim")) {
            return arrays.reduced(
                    function, a, IntStream.range(0, a.rank()).boxed().toList(), false, 0);
        }
        if (given.value("dim") instanceof Array b && b.rank() > 0)
            return arrays.elementwise(function + "imum", List.of(a, b));
        List<Integer> axes = given.axes("dim", a);
        boolean keep = given.flag("keepdim");
        return new Value.Tuple(
                List.of(arrays.reduced(function, a, axes, keep, 0), arrays.reduced("arg" + function, a, axes, keep, 0)),
                List.of("values", "indices"));
    }

    private static Value spread(Given given, String function) {
        Array a = given.array("a");
        int ddof = given.flag("unbiased") ? 1 : 0;
        if (given.has("correction"))
            ddof = (int) Math.max(-100, Math.min(100, given.whole("correction").number()));
        return given.arrays().reduced(function, a, given.axes("dim", a), given.flag("keepdim"), ddof);
    }

    private static Value along(Given given, String function) {
        Array a = given.array("a");
        return given.arrays().along(function, a, List.of(given.axis("dim", a)));
    }

    private static List<Integer> reversed(int rank) {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.reverse(axes);
        return axes;
    }
}
