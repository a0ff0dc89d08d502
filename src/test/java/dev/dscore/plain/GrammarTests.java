package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.lang.Script;
import dev.dscore.lang.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every kind of statement and expression that Python's own parser knows is taken, or named as a lack of ours. */
class GrammarTests {
    /** The kinds of Python 3.12, as its module ast names them. */
    private static final Set<String> KINDS = Set.of(
            ("FunctionDef AsyncFunctionDef ClassDef Return Delete Assign TypeAlias AugAssign AnnAssign For AsyncFor While If With "
                            + "AsyncWith Match Raise Try TryStar Assert Import ImportFrom Global Nonlocal Expr Pass Break Continue "
                            + "BoolOp NamedExpr BinOp UnaryOp Lambda IfExp Dict Set ListComp SetComp DictComp GeneratorExp Await "
                            + "Yield YieldFrom Compare Call FormattedValue JoinedStr Constant Attribute Subscript Starred Name "
                            + "List Tuple Slice ExceptHandler arguments keyword alias withitem comprehension")
                    .split(" "));

    /** A kind, what becomes of it, and a program; {@code ⏎} is a line end. */
    private static final String TABLE =
            """
            FunctionDef      | taken | def f(a, /, b: int = 2, *c, d, e=3, **g) -> float: return a⏎f(1, d=2)
            FunctionDef      | taken | def f[T](x: T) -> T: return x⏎f(1)
            AsyncFunctionDef | `async def` is not taken | async def f(): pass
            ClassDef         | taken | class A(object): pass⏎class B[T](A): x: int = 1
            ClassDef         | `metaclass=` and its like are not taken | class A(metaclass=type): pass
            Return           | taken | def f(): return 1, *[2]⏎f()
            Delete           | taken | a = [1, 2]⏎del a[0], a
            Assign           | taken | a = b, *c = [1, 2, 3]
            TypeAlias        | taken | type A = int
            AugAssign        | taken | a = 7⏎a += 1; a -= 1; a *= 2; a /= 2; a //= 2; a %= 3; a **= 2; a = 3; a <<= 1; a >>= 1; a &= 3; a |= 4; a ^= 1
            AnnAssign        | taken | a: int = 3⏎b: 'str'
            For              | taken | for i, (j, k) in [(1, (2, 3))]: pass⏎else: a = 1
            AsyncFor         | `async for` is not taken | async for i in []: pass
            While            | taken | while False: pass⏎else: a = 1
            If               | taken | if 0: pass⏎elif 1: pass⏎else: pass
            With             | taken | with np.errstate(all='ignore') as e, (np.errstate()): pass
            With             | taken | with (np.errstate() as a, np.errstate() as b,): pass
            With             | `with` is not taken of a list | with [] as a: pass
            AsyncWith        | `async with` is not taken | async with a: pass
            Match            | `match` is not taken | match [1]:⏎    case [a]: pass⏎    case _: pass
            Raise            | taken | try:⏎    raise ValueError('a') from None⏎except ValueError: pass
            Try              | taken | try: a = 1⏎except (ValueError, TypeError) as e: pass⏎except: pass⏎else: b = 1⏎finally: c = 1
            TryStar          | `except*` is not taken | try: pass⏎except* ValueError: pass
            Assert           | taken | assert 1 < 2, 'no'
            Import           | taken | import numpy as np, os.path, sys as s
            ImportFrom       | taken | from math import (sqrt as root, pi,)⏎from . import x⏎from ..a.b import *
            Global           | taken | def f():⏎    global a⏎    a = 1⏎f()⏎a
            Nonlocal         | taken | def f():⏎    a = 1⏎    def g():⏎        nonlocal a⏎        a = 2⏎    g()⏎    return a⏎assert f() == 2
            Expr             | taken | 'text'⏎1⏎...
            Pass             | taken | pass
            Break            | taken | for i in [1]: break
            Continue         | taken | for i in [1]: continue
            BoolOp           | taken | a = 1 and 0 or not 2
            NamedExpr        | `:=` is not taken | if (n := 3) > 2: pass
            BinOp            | taken | a = 1 + 2 - 3 * 4 / 5 // 6 % 7 ** 2 << 1 if 0 else (1 << 2 >> 1 | 4 & 5 ^ 6)⏎np.ones((1, 1)) @ np.ones(1)
            UnaryOp          | taken | a = -1, +1, ~1, not 1
            Lambda           | taken | f = lambda a, /, b=1, *c, d=2, **e: a⏎f(1)⏎(lambda: 0)()⏎(lambda *, k: k)(k=1)
            IfExp            | taken | a = 1 if 2 else 3
            Dict             | taken | a = {'a': 1, **{'b': 2}, 3: 4,}
            Set              | taken | a = {1, 2}
            ListComp         | taken | a = [i + j for i in range(3) if i if i > 1 for j in [1]]
            SetComp          | taken | a = {i for i in [1]}
            DictComp         | taken | a = {i: j for i, j in [(1, 2)]}
            GeneratorExp     | taken | a = sum(i for i in [1, 2])
            Await            | `await` is not taken | await f()
            Yield            | `yield` is not taken | def f():⏎    x = yield 1⏎f()
            YieldFrom        | `yield` is not taken | def f():⏎    yield from [1]⏎f()
            Compare          | taken | a = 1 < 2 <= 2 != 3 > 1 >= 1 == 1 in [1] not in [[]] is not None is None
            Call             | taken | max(*[1, 2], 3)⏎dict(**{'a': 1}, b=2)
            FormattedValue   | taken | a = f"{1.5:.2f} {'a'!r} {{}}"
            JoinedStr        | taken | a = f'a{1}' 'b' rf"\\d{2}"
            Constant         | taken | a = 1_000, 0x1F, 0o17, 0b101, 1e-3, .5, 5., True, None, ..., 'a', \"\"\"b\"\"\", u'c', r'\\d'
            Constant         | complex numbers are not taken | a = 1 + 2j
            Constant         | bytes are not taken | a = b'a'
            Attribute        | taken | a = np.ones(2).T.shape
            Subscript        | taken | a = np.ones((2, 2))[0][1:, ][..., None][:, 0]
            Starred          | taken | a = [*range(2), *[3]]; b = (*a,)
            Name             | taken | größe = 1
            List             | taken | [a, [b, c]] = [1, [2, 3]]
            Tuple            | taken | a = (); b = (1,); c = 1, 2
            Slice            | taken | a = [1, 2, 3][::2], 'abc'[1:], (1, 2)[:-1]
            ExceptHandler    | taken | try: 1 / 0⏎except ZeroDivisionError as e: str(e)
            arguments        | taken | def f(*, a=1): return a⏎f(a=2)
            keyword          | taken | np.sum(np.ones(2), axis=0, keepdims=True)
            alias            | taken | import numpy as anything⏎anything.ones(1)
            withitem         | taken | with np.errstate(): pass
            comprehension    | `async for` is not taken | a = [i async for i in []]
            """;

    private record Row(String kind, String outcome, String code) {
        static Row of(String line) {
            String[] parts = line.split("\\|", 3);
            return new Row(parts[0].strip(), parts[1].strip(), parts[2].strip().replace("⏎", "\n"));
        }
    }

    private static List<Row> rows() {
        return TABLE.lines().map(Row::of).toList();
    }

    @Test
    void everyKindHasARow() {
        Set<String> missing = new TreeSet<>(KINDS);
        rows().forEach(row -> missing.remove(row.kind));
        assertThat(missing).isEmpty();
        assertThat(KINDS).containsAll(rows().stream().map(Row::kind).toList());
    }

    @Test
    void everyKindIsTakenOrNamed() {
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            Script.Run run = ScriptTests.run(row.code, Map.of());
            String outcome = run.failure()
                    .map(failure -> failure.stop() + " " + failure.getMessage())
                    .orElse("taken");
            boolean right = row.outcome.equals("taken")
                    ? outcome.equals("taken")
                    : outcome.startsWith(Stop.UNSUPPORTED + " ") && outcome.contains(row.outcome);
            if (!right) wrong.add(row.kind + ": " + outcome + "\n" + row.code);
        }
        assertThat(wrong).as(String.join("\n\n", wrong)).isEmpty();
    }

    @Test
    void whatPythonDoesNotReadEitherIsAnError() {
        for (String code : List.of(
                "a = = 1",
                "def f(:",
                "for in x: pass",
                "print 'a'",
                "1 = a",
                "x = (1, 2",
                "if True\n    pass",
                "return return",
                "a b c",
                "else: pass",
                "except: pass",
                "try: pass",
                "@f\nx = 1",
                "f(a=1, 2)",
                "'abc",
                "class",
                "import",
                "lambda x",
                "a ? b",
                "0777",
                "type X")) {
            Script.Run run = ScriptTests.run(code, Map.of());
            assertThat(run.failure()).as(code).hasValueSatisfying(failure -> assertThat(failure.stop())
                    .as(failure.getMessage())
                    .isEqualTo(Stop.ERROR));
        }
    }
}
