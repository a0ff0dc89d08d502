package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever a submitted program is, nothing but its own stop comes out: whole programs with blocks, functions and classes. */
@Tag("long")
class ScriptFuzzTests {
    private static final int PROGRAMS = 6000;
    private static final String[] NAMES = {"a", "b", "x", "dx", "f", "g", "C", "self", "np", "e"};
    private static final String[] VALUES = {
        "1",
        "0",
        "-2.5",
        "None",
        "True",
        "'W'",
        "[]",
        "[1, 2]",
        "(1, 'a')",
        "{}",
        "{'dW': 1}",
        "np.ones((2, 3))",
        "np.arange(6)",
        "np.random.rand(2, 3)",
        "np.random.RandomState(1)",
        "np.random.default_rng(2)",
        "range(3)",
        "lambda z: z",
        "C()",
        "C",
        "f",
        "super()",
        "super().f(1)",
        "np.array([1, 2], dtype=np.uint8)",
        "...",
        "f'{a}'",
        "iter([1])",
        "np.errstate()",
        "property(f)",
        "type(a)",
        "Exception('x')",
        "float('nan')",
        "defaultdict(list)",
        "namedtuple('T', 'a b')(1, 2)",
        "np",
        "math",
        "int",
        "np.float32",
        "slice(1)",
        "10 ** 15",
        "1 / 0",
        "__name__"
    };
    private static final String[] CALLS = {
        "np.sum",
        "np.dot",
        "np.reshape",
        "np.concatenate",
        "np.random.choice",
        "np.random.permutation",
        "np.random.shuffle",
        "np.random.randint",
        "np.random.normal",
        "np.insert",
        "np.delete",
        "np.choose",
        "np.indices",
        "np.where",
        "len",
        "sum",
        "max",
        "sorted",
        "list",
        "dict",
        "tuple",
        "set",
        "zip",
        "enumerate",
        "map",
        "isinstance",
        "getattr",
        "hasattr",
        "setattr",
        "next",
        "iter",
        "str",
        "repr",
        "int",
        "float",
        "abs",
        "round",
        "math.floor",
        "math.log",
        "copy.deepcopy",
        "f",
        "g",
        "C",
        "a.f",
        "a.append",
        "a.get",
        "print",
        "type",
        "super",
        "reduce",
        "product",
        "np.atleast_2d",
        "np.searchsorted",
        "np.isin",
        "np.ix_",
        "np.einsum",
        "np.pad",
        "np.zeros",
        "random.choice"
    };
    private static final String[] SIGNS = {
        " + ",
        " * ",
        " @ ",
        " / ",
        " ** ",
        " == ",
        " < ",
        " in ",
        " is not ",
        " and ",
        " or ",
        " % ",
        " // ",
        " & ",
        " | "
    };
    private static final String[] MEMBERS = {
        ".shape",
        ".T",
        ".f",
        ".x",
        ".__class__",
        ".__name__",
        ".items()",
        ".copy()",
        ".astype(int)",
        "[0]",
        "[-1:]",
        "[:, None]",
        "['dW']",
        "[a]",
        "[...]",
        "[0, 1]",
        ".reshape(-1, order='F')",
        ".setter",
        ".args",
        ".rand(2)"
    };

    private final Random random = new Random(20261128);

    private String one(String... of) {
        return of[random.nextInt(of.length)];
    }

    private String value(int depth) {
        if (depth == 0) return random.nextBoolean() ? one(VALUES) : one(NAMES);
        return switch (random.nextInt(7)) {
            case 0 -> value(depth - 1) + one(SIGNS) + value(depth - 1);
            case 1 ->
                one(CALLS) + "(" + value(depth - 1) + one("", ", " + value(0), ", axis=0", ", *a", ", b=" + value(0))
                        + ")";
            case 2 -> "(" + value(depth - 1) + ")" + one(MEMBERS);
            case 3 -> "[" + value(depth - 1) + " for " + one(NAMES) + " in " + value(0) + "]";
            case 4 -> value(0) + " if " + value(0) + " else " + value(depth - 1);
            default -> value(0);
        };
    }

    private String target() {
        return one(NAMES) + one("", "", "", "[0]", "[:, 1]", "['dW']", ".x", ", b", "[a]");
    }

    private void block(String indent, int depth, StringBuilder code) {
        int lines = 1 + random.nextInt(3);
        for (int i = 0; i < lines; i++) statement(indent, depth, code);
    }

    private void statement(String indent, int depth, StringBuilder code) {
        String inner = indent + "    ";
        int kind = random.nextInt(depth == 0 ? 6 : 14);
        if (kind < 3) line(code, indent, target() + one(" = ", " = ", " += ", " -= ", " *= ", ": int = ") + value(2));
        else if (kind < 5) line(code, indent, value(2));
        else if (kind == 5)
            line(
                    code,
                    indent,
                    one(
                            "pass",
                            "break",
                            "return a",
                            "raise",
                            "raise ValueError(a)",
                            "raise C",
                            "del a",
                            "global a",
                            "assert a, b",
                            "import math, random, copy",
                            "from collections import *",
                            "a = = 1",
                            "yield a",
                            "continue"));
        else if (kind == 6) opened(code, indent, depth, "if " + value(1) + ":");
        else if (kind == 7) opened(code, indent, depth, "for " + target() + " in " + value(1) + ":");
        else if (kind == 8) opened(code, indent, depth, "while " + value(1) + ":");
        else if (kind == 9) {
            opened(code, indent, depth, "try:");
            opened(
                    code,
                    indent,
                    depth,
                    one(
                            "except Exception as e:",
                            "except:",
                            "except (ValueError, TypeError):",
                            "except a:",
                            "finally:"));
        } else if (kind == 10) opened(code, indent, depth, "with " + value(0) + one("", " as e") + ":");
        else {
            if (random.nextInt(3) == 0)
                line(
                        code,
                        indent,
                        "@"
                                + one(
                                        "property",
                                        "staticmethod",
                                        "classmethod",
                                        "dataclass",
                                        "f",
                                        "abstractmethod",
                                        "a.setter"));
            if (kind == 11) {
                line(code, indent, "class C(" + one("", "object", "C", "ABC", "Exception", "a") + "):");
                block(inner, depth - 1, code);
                line(
                        code,
                        inner,
                        "def "
                                + one(
                                        "__init__",
                                        "f",
                                        "__add__",
                                        "__getitem__",
                                        "__len__",
                                        "__call__",
                                        "__eq__",
                                        "__iter__")
                                + "(self, b=1):");
                block(inner + "    ", depth - 1, code);
            } else {
                opened(
                        code,
                        indent,
                        depth,
                        "def " + one("f", "g") + "(" + one("", "a", "a, b=1", "*a", "self, **b", "a, *, x=2") + "):");
            }
        }
    }

    private void opened(StringBuilder code, String indent, int depth, String header) {
        line(code, indent, header);
        block(indent + "    ", depth - 1, code);
    }

    private static void line(StringBuilder code, String indent, String text) {
        code.append(indent).append(text).append('\n');
    }

    @Test
    void aProgramRunsOrSaysWhereItStops() {
        List<String> wrong = new ArrayList<>();
        int taken = 0, far = 0;
        for (int i = 0; i < PROGRAMS && wrong.size() < 5; i++) {
            StringBuilder code =
                    new StringBuilder("from abc import *\nfrom dataclasses import *\nfrom collections import *\n"
                            + "import math, random, copy\na = np.ones((2, 3))\nb = {'dW': a}\n"
                            + "def f(z): return z\nclass C:\n    x = 1\n    def f(self, b=2): return b\n");
            int start = (int) code.toString().lines().count();
            block("", 3, code);
            try {
                Script.Run run = run(code.toString());
                // an exception of the interpreter itself; the message is the same for all of them
                if (run.failure().stream()
                        .anyMatch(failure -> failure.getMessage().contains("not computed here for such")))
                    wrong.add(run.failure().get().getMessage() + "\n" + code);
                if (run.failure().isEmpty()) taken++;
                else if (run.failure().get().line() > start + 1) far++;
            } catch (RuntimeException | Error e) {
                wrong.add(e + " at " + List.of(e.getStackTrace()).subList(0, Math.min(4, e.getStackTrace().length))
                        + "\n" + code);
            }
        }
        assertThat(wrong).as(String.join("\n\n", wrong)).isEmpty();
        // otherwise it tries nothing
        assertThat(taken).isGreaterThan(PROGRAMS / 20);
        assertThat(far).isGreaterThan(PROGRAMS / 20);
    }

    private static Script.Run run(String code) {
        Budget budget = new Budget(10_000, 1_000_000, new Memory(200_000_000));
        Allowance allowance = Allowance.of(60_000);
        try (Meter meter = new Meter(budget, allowance)) {
            Script.Machine machine = new Script.Machine(new Numeric(meter), allowance);
            meter.watch(machine::live);
            return Script.parse(code, Limits.DEFAULT.ofFile()).run(machine, List.of(), Map.of());
        }
    }
}
