package dev.dscore.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTests {
    private static Graph inputs() {
        Graph.Builder builder = Graph.builder();
        builder.input("X", Shape.parse("N D"), false);
        builder.input("W", Shape.parse("D C"), false);
        builder.input("b", Shape.parse("1 C"), false);
        builder.input("y", Shape.parse("N"), true);
        return builder.build();
    }

    private static Graph graph(String code) {
        return Program.parse(code, Limits.DEFAULT).extend(inputs()).graph();
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
            np.sum(X, 1, True)                  | N 1
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
            s = np.sum(X, axes=0)    | 1 | 5 | np.sum(X, axes=0): has no argument axes; it takes a, axis, keepdims
            s = np.sum()             | 1 | 5 | np.sum(): the argument a is missing
            s = X[0]                 | 1 | 5 | X[0]: this index is not supported yet; picking one entry a row, score[range(N), y], is
            s = X[:, None]           | 1 | 5 | X[:, None]: this index is not supported yet; picking one entry a row, score[range(N), y], is
            s = X[range(D), y]       | 1 | 5 | X[range(D), y]: (N D) has N rows, and the range has D: N ≠ D
            s = X.foo                | 1 | 5 | X.foo: an array (N D) has no .foo
            softmax = X              | 1 | 1 | softmax: softmax has a meaning of its own; choose another name
            s, t = X                 | 1 | 8 | X: cannot be unpacked: it is an array (N D), not a tuple
            s = 1 < X < 2            | 1 | 5 | 1 < X < 2: comparisons do not chain on arrays; compare twice and multiply
            s = 3(X)                 | 1 | 5 | 3: cannot be called: it is a number
            s = (X                   | 1 | 7 | the code ends too early
            s = X +                  | 1 | 8 | the code ends too early
            s = X $ 2                | 1 | 7 | '$' is not part of the language
            s == X                   | 1 | 3 | '==' cannot stand here
            s = __import__('os')     | 1 | 16 | ''' is not part of the language
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
                .contains("too large");
    }

    @Test
    void aBroadcastThatMakesASquareIsWarnedOf() {
        var warnings = Program.parse("m = X.mean(axis=1)\nk = X.max(axis=1, keepdims=True)\nd = k - m", Limits.DEFAULT)
                .extend(inputs())
                .warnings();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).line()).isEqualTo(3);
        assertThat(warnings.get(0).text()).isEqualTo("k - m");
        assertThat(warnings.get(0).message()).startsWith("k - m: (N 1) with (N) broadcasts to (N N)");
        assertThat(Program.parse("d = X - X.mean(axis=1, keepdims=True)", Limits.DEFAULT)
                        .extend(inputs())
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
}
