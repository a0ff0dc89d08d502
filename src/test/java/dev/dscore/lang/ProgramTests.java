package dev.dscore.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTests {
    private static Graph inputs() {
        Graph.Builder builder = Graph.builder(Allowance.UNLIMITED);
        builder.input("X", Shape.parse("N D"), false);
        builder.input("W", Shape.parse("D C"), false);
        builder.input("b", Shape.parse("1 C"), false);
        builder.input("y", Shape.parse("N"), true);
        return builder.build();
    }

    private static Graph graph(String code) {
        return Program.parse(code, Limits.DEFAULT)
                .extend(inputs(), Allowance.UNLIMITED)
                .graph();
    }

    private static SourceException error(String code) {
        return catchThrowableOfType(SourceException.class, () -> graph(code));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            X @ W                               | N C
            X.dot(W) + b                        | N C
            np.sum(X)                           | ""
            X.sum(axis=0)                       | D
            np.sum(X, axis=-1, keepdims=True)   | N 1
            np.mean(X, axis=(0, 1))             | ""
            np.max(X, axis=1)                   | N
            X.T                                 | D N
            logsumexp(X @ W, axis=1)            | N
            softmax(X @ W, axis=1)              | N C
            X[range(N), y]                      | N
            X[np.arange(N), y]                  | N
            X[range(len(X)), y]                 | N
            one_hot(y, C)                       | N C
            X.reshape(N * D)                    | D * N
            X.reshape(-1, D)                    | N D
            np.reshape(X, (D, -1))              | D N
            -X ** 2                             | N D
            (X > 0) * X                         | N D
            np.zeros_like(X)                    | N D
            np.zeros((N, 3))                    | N 3
            X / X.shape[0]                      | N D
            X[:]                                | N D
            X[:, :]                             | N D
            X[...]                              | N D
            X[:, None]                          | N 1 D
            X[None]                             | 1 N D
            y[:, np.newaxis] * X                | N D
            X[..., None, :]                     | N 1 D
            sum(X)                              | D
            sum(sum(X))                         | ""
            sum(X, 0)                           | D
            sum(X[:, None])                     | 1 D
            max(X.max(axis=0))                  | ""
            min(X[:, None].min(axis=2))         | 1
            max(1, N, X.min())                  | ""
            abs(X)                              | N D
            X[:, :, None].sum(axis=(1, 2))      | N
            """)
    void anExpressionHasTheShapeThatNumpyGives(String expression, String shape) {
        Shape actual = graph("a = 1 * (" + expression + ")").named("a").shape();
        assertThat(actual.toString()).isEqualTo("(" + shape + ")");
    }

    @Test
    void statementsStandOnLinesOrBetweenSemicolons() {
        Graph graph = graph("a = X + 1; c = a * 2 # doubled\n\nd = (c +\n     1)\n");
        assertThat(graph.names()).containsKeys("a", "c", "d");
    }

    @Test
    void aTupleOnTheLeftIsUnpacked() {
        assertThat(graph("n, d = X.shape\na = X / n").named("a").shape()).isEqualTo(Shape.parse("N D"));
    }

    @Test
    void powersBindTighterThanSignsAndToTheRight() {
        Graph graph = graph("a = -X ** 2\nc = -(X ** 2)\nd = X ** 2 ** 3\ne = X ** (2 ** 3)");
        assertThat(graph.named("a")).isSameAs(graph.named("c"));
        assertThat(graph.named("d")).isSameAs(graph.named("e"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            s = X @ X                | 1 | 5 | X @ X: (N D) @ (N D) does not fit: D ≠ N
            s = X + W                | 1 | 5 | X + W: (N D) + (D C) does not fit: N ≠ D
            s = scor + 1             | 1 | 5 | scor: is not defined; known here: C, D, N, W, X, b, y
            s = X @ w                | 1 | 9 | w: is not defined; did you mean W?
            s = np.expp(X)           | 1 | 5 | np.expp: is not a function of the language; did you mean exp?
            s = np.sum(X, axis=2)    | 1 | 5 | np.sum(X, axis=2): axis 2 is not there: (N D) has 2 axes
            s = np.sum(X, axes=0)    | 1 | 5 | np.sum(X, axes=0): has no argument axes; it takes a, axis, dtype, out, keepdims
            s = np.sum()             | 1 | 5 | np.sum(): the argument a is missing
            s = X[5]                 | 1 | 5 | X[5]: whether this index is within the axis of length N depends on the lengths
            s = X[1:, :]             | 1 | 5 | X[1:, :]: an axis cannot have the length N - 1: it may be less than 1
            s = X[range(N):, y]      | 1 | 5 | X[range(N):, y]: the bound of a slice must be a whole number, not range(N)
            s = X[:, :, :]           | 1 | 5 | X[:, :, :]: (N D) has 2 axes, and this index names 3
            s = N[:]                 | 1 | 5 | N[:]: a number has no entries
            s = np[:]                | 1 | 5 | np[:]: a module has no entries
            s = W.T[X]               | 1 | 5 | W.T[X]: the index `X` holds numbers that are not whole; a mask holds comparisons, such as mask != 0
            s = X[W > 0]             | 1 | 5 | X[W > 0]: picking by a mask of another shape is not taken; multiply by the mask, or take np.where
            s = np.floor(X)          | 1 | 5 | np.floor(X): floor has no derivative here; it is taken in submitted code only
            s = np.sort(X)           | 1 | 5 | np.sort(X): sort has no derivative here; it is taken in submitted code only
            s = np.lgo(X)            | 1 | 5 | np.lgo: is not a function of the language; did you mean log?
            s = np.sign.at(X)        | 1 | 5 | np.sign.at: the function sign has no .at here
            s = enumerate(X)         | 1 | 5 | enumerate(X): whether this index is within the axis of length N depends on the lengths
            s = sum(X, axis=0)       | 1 | 5 | sum(X, axis=0): Python's own sum has no argument axis; np.sum is another function
            s = sum(3)               | 1 | 5 | sum(3): a number cannot be summed
            s = max(X)               | 1 | 5 | max(X): the truth value of an array (D) is ambiguous where Python compares; np.max compares entry by entry
            s = max(0, X)            | 1 | 5 | max(0, X): the truth value of an array (N D) is ambiguous where Python compares; np.maximum compares entry by entry
            s = min(3)               | 1 | 5 | min(3): a number alone has no largest or smallest entry
            s = X @ 2                | 1 | 5 | X @ 2: @ takes no number; * multiplies by one
            s = X[range(D), y]       | 1 | 5 | X[range(D), y]: (N D) has N rows, and the range has D: N ≠ D
            s = X.foo                | 1 | 5 | X.foo: an array (N D) has no .foo here
            softmax = X              | 1 | 1 | softmax: softmax has a meaning of its own; choose another name
            s, t = X                 | 1 | 1 | s, t: whether this index is within the axis of length N depends on the lengths
            s = 1 < X < 2            | 1 | 5 | 1 < X < 2: comparisons do not chain on arrays; compare twice and multiply
            s = 3(X)                 | 1 | 5 | 3: cannot be called: it is a number
            s = (X                   | 1 | 7 | the code ends too early
            s = X +                  | 1 | 8 | the code ends too early
            s = X $ 2                | 1 | 7 | '$' is not part of the language
            s == X                   | 1 | 1 | s: is not defined
            s = __import__('os')     | 1 | 5 | __import__: this function is not taken
            s = 'os                  | 1 | 5 | the string is never closed
            s = X)                   | 1 | 6 | `)` closes no bracket
            s = X W                  | 1 | 7 | the line cannot be read from 'W' on
            """)
    void anErrorSaysWhereAndWhatWouldBeRight(String code, int line, int column, String message) {
        SourceException error = error(code);
        assertThat(error.getMessage()).startsWith(message);
        assertThat(error.line()).isEqualTo(line);
        assertThat(error.column()).isEqualTo(column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "[", "-", "-(", "np.exp(", "x**"})
    void deepNestingIsRefused(String opening) {
        SourceException error = error("s = " + opening.repeat(5000));
        assertThat(error.getMessage()).containsAnyOf("nested too deeply", "too far into one statement", "characters");
    }

    @Test
    void whatIsTooLongIsRefused() {
        assertThat(error("a = 1\n".repeat(501)).getMessage()).contains("at most 500");
        assertThat(error("x".repeat(100_000)).getMessage()).contains("100000 characters");
        assertThat(error("a = 1" + " + 1".repeat(500)).getMessage()).contains("too far into one statement");
    }

    @Test
    void aHugeShapeIsRefusedAndNotMade() {
        assertThat(error("a = np.zeros((999999999, 999999999, 999999999)).reshape(-1)")
                        .getMessage())
                .contains("beyond 2 ** 53");
    }

    @Test
    void aBroadcastThatMakesASquareIsWarnedOf() {
        var warnings = Program.parse("m = X.mean(axis=1)\nk = X.max(axis=1, keepdims=True)\nd = k - m", Limits.DEFAULT)
                .extend(inputs(), Allowance.UNLIMITED)
                .warnings();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).line()).isEqualTo(3);
        assertThat(warnings.get(0).text()).isEqualTo("k - m");
        assertThat(warnings.get(0).message()).startsWith("k - m: (N 1) with (N) broadcasts to (N N)");
        assertThat(Program.parse("d = X - X.mean(axis=1, keepdims=True)", Limits.DEFAULT)
                        .extend(inputs(), Allowance.UNLIMITED)
                        .warnings())
                .isEmpty();
    }

    @Test
    void whatNumpyDoesWithTruthValuesIsNotGuessed() {
        assertThat(error("a = (X > 0) + (X < 1)").getMessage()).contains("NumPy does not count with two comparisons");
        assertThat(error("a = -(X > 0)").getMessage()).contains("NumPy has no minus of a comparison");
    }

    @Test
    void aFunctionsNameCanBeAValuesAsInPython() {
        assertThat(graph("var = np.var(X)\nstd = np.sqrt(var)\na = X / std")
                        .named("a")
                        .shape())
                .isEqualTo(Shape.parse("N D"));
        assertThat(error("std = X\na = std(X)").getMessage()).startsWith("std: cannot be called: it is an array (N D)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            async def f(x):                | `async def` is not taken
            with open('f') as g: pass      | open: this function is not taken
            try: pass                      | try: is followed by no `except` and no `finally`
            except ValueError:             | except ValueError: stands behind no `try`
            finally:                       | finally: stands behind no `try`
            yield X                        | `yield` is not taken
            @staticmethod                  | @staticmethod: decorates nothing
            match X:                       | `match` is not taken
            (c := X)                       | `:=` is not taken
            a = 1j                         | complex numbers are not taken
            print X                        | `print` without brackets is Python 2
            a = await X                    | `await` is not taken
            len(X) = 3                     | len(X): cannot be assigned
            %matplotlib inline             | a notebook's command is not taken
            !pip install numpy             | a notebook's command is not taken
            """)
    void aConstructOutsideTheLanguageIsNamedAsPythonNamesIt(String line, String message) {
        SourceException error = error("s = X + 1\n" + line + "\nt = s");
        assertThat(error.getMessage()).startsWith(message);
        assertThat(error.line()).isEqualTo(2);
    }

    /** Each makes the same graph for all lengths, or says that it does not. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            for i in range(3): a = a * X                             | N D
            ~def f(x, k=2):\\n    return x * k\\na = f(a)~           | N D
            ~p = {'W': W}\\na = a @ p['W'] + b~                    | N C
            ~mode = 'train'\\nif mode == 'train':\\n    a = a @ W\\nelse:\\n    a = None~ | N C
            a = X if W.ndim == 2 else None                       | N D
            ~f = lambda x: x.T\\na = f(a)~                         | D N
            a = sum([X, X, X])                                   | N D
            a[X > 0] = 0                                         | N D
            ~t = a.T\\nt *= 2~                                      | N D
            ~c = a[:, None]\\nc[...] = 1~                          | N D
            a = a.reshape(X.shape[0], -1) @ W                    | N C
            ~a = np.zeros((N, D))\\na += X~                        | N D
            """)
    void aDefinitionIsWrittenAsPeopleWriteIt(String code, String shape) {
        Graph graph = graph("a = X + 1\n" + code.replace("\\n", "\n"));
        assertThat(graph.named("a").shape()).isEqualTo(Shape.parse(shape));
    }

    @Test
    void whatDependsOnLengthsOrNumbersIsNoDefinitionForAllLengths() {
        assertThat(error("a = X\nfor i in range(N): a = a * X").getMessage())
                .contains("depends on the lengths of axes");
        assertThat(error("a = X if N > 12 else X * 2").getMessage()).contains("depends on the lengths of axes");
        assertThat(error("if X.sum() > 0: a = X").getMessage()).contains("depends on the numbers of an array");
    }

    @Test
    void aChangeInPlaceIsSeenThroughEveryName() {
        Graph graph = graph("a = np.zeros((N, D))\nv = a.T\nw = a[:, None]\na[:] = X\nu = X.T\nz = X[:, None]");
        assertThat(graph.named("a")).isSameAs(graph.named("X"));
        assertThat(graph.named("v")).isSameAs(graph.named("u"));
        assertThat(graph.named("w")).isSameAs(graph.named("z"));
    }

    @Test
    void anImportedNameIsNumpysAndNotPythons() {
        Graph graph =
                graph("from numpy import sum, einsum as ein\na = sum(X, axis=1)\nimport numpy as xp\nc = xp.exp(a)");
        assertThat(graph.named("c").shape()).isEqualTo(Shape.parse("N"));
    }

    @Test
    void lengthsThatGrowWithoutBoundAreRefusedAndNotMade() {
        assertThat(error("n = N + D\n" + "n = n * n\n".repeat(60) + "a = X * n").getMessage())
                .contains("beyond 2 ** 53");
        assertThat(error("a = np.zeros((" + "N, ".repeat(40) + "1))").getMessage())
                .contains("32 axes at most");
        assertThat(error("a = np.zeros((999999999, 999999999, 999999999)).size").getMessage())
                .contains("beyond 2 ** 53");
        assertThat(graph("m = X > 0\n" + "m = m * m\n".repeat(60) + "a = m * X")
                        .named("a")
                        .shape())
                .isEqualTo(Shape.parse("N D"));
    }
}
