package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text, nothing but the language's own error comes out. */
class ProgramFuzzTests {
    private static final List<String> PIECES = List.of(
            "X",
            "W",
            "b",
            "y",
            "N",
            "np",
            ".",
            "sum",
            "exp",
            "max",
            "softmax",
            "reshape",
            "shape",
            "T",
            "(",
            ")",
            "[",
            "]",
            ",",
            "=",
            "==",
            "+",
            "-",
            "*",
            "/",
            "**",
            "@",
            "1",
            "0",
            "-1",
            "2.5",
            "1e999",
            "None",
            "True",
            "axis=",
            "range",
            "range(N)",
            ":",
            "\n",
            ";",
            " ",
            "#",
            "\\",
            "a",
            "a = ",
            "keepdims=",
            "é",
            "\u0000",
            "'",
            "one_hot",
            "len",
            "transpose",
            "outer",
            "var",
            "ddof=",
            "dot",
            "where",
            "zeros",
            "ones_like",
            "matmul",
            "size",
            "power",
            "broadcast_to",
            "arange",
            "argsort",
            "999999999",
            "1e300");

    @Provide
    Arbitrary<String> programs() {
        return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> statements() {
        return Arbitraries.of(PIECES).list().ofMaxSize(12).map(pieces -> "a = " + String.join("", pieces));
    }

    @Provide
    Arbitrary<String> smallPrograms() {
        Arbitrary<String> array =
                Arbitraries.of("X", "W", "b", "y", "a", "c", "dx", "N", "3", "X.T", "a[:, None]", "X > 0", "np");
        Arbitrary<String> subscript = Arbitraries.of(
                ":",
                "...",
                "None",
                "0",
                "-1",
                "1:",
                ":N",
                "::2",
                "range(N)",
                "y",
                "y + 1",
                "X > 0",
                "a",
                "b == b",
                "(0, 1)",
                "range(N):",
                "''",
                "X.shape",
                "np.newaxis",
                "a > a");
        Arbitrary<String> index =
                subscript.list().ofMinSize(1).ofMaxSize(4).map(all -> "[" + String.join(", ", all) + "]");
        Arbitrary<String> call = Combinators.combine(
                        Arbitraries.of(
                                "sum",
                                "max",
                                "min",
                                "abs",
                                "np.sum",
                                "np.max",
                                "len",
                                "softmax",
                                "np.reshape",
                                "np.dot",
                                "one_hot",
                                "np.argsort",
                                "np.zeros",
                                "np.transpose",
                                "np.outer",
                                "np.where",
                                "range",
                                "print"),
                        array,
                        Arbitraries.of(
                                "",
                                ", 0",
                                ", 1",
                                ", axis=0",
                                ", N",
                                ", X",
                                ", -1",
                                ", (0, 1)",
                                ", axis=(0, 1)",
                                ", keepdims=True",
                                ", start=2",
                                ", y, 0",
                                ", None"))
                .as((function, of, more) -> function + "(" + of + more + ")");
        Arbitrary<String> value = Arbitraries.oneOf(
                array,
                call,
                Combinators.combine(array, index).as(String::concat),
                Combinators.combine(array, Arbitraries.of(" * ", " + ", " @ ", " / ", " ** ", " == ", " - "), array)
                        .as((left, sign, right) -> left + sign + right));
        Arbitrary<String> target = Arbitraries.oneOf(
                Arbitraries.of("a", "c", "dx", "a, c", "dx, = ", "X", "N", "sum", "for"),
                Combinators.combine(Arbitraries.of("a", "c", "dx", "X", "N", "np", "sum", "y"), index)
                        .as(String::concat));
        Arbitrary<String> sign = Arbitraries.of(" = ", " += ", " -= ", " *= ", " /= ");
        Arbitrary<String> line = Arbitraries.oneOf(
                Combinators.combine(target, sign, value).as((left, equals, right) -> left + equals + right),
                value,
                Arbitraries.of(
                        "pass",
                        "'text'",
                        "import numpy as xp",
                        "for a in X: a[:] = 0",
                        "if X:",
                        "return a",
                        "grads = {'a': a",
                        "from numpy import sum, max",
                        "dx[a[0]] = [",
                        ")",
                        "del a",
                        "a = lambda: (",
                        "a.b[0] = c",
                        "x = y = a",
                        "a :=",
                        "'"));
        return line.list().ofMinSize(1).ofMaxSize(8).map(lines -> "a = X * 1\ndx = a\n" + String.join("\n", lines));
    }

    @Property(tries = 20000)
    void smallProgramsAsSubmittedCode(@ForAll("smallPrograms") String code) {
        run(code);
    }

    @Property(tries = 5000)
    void piecesOfPrograms(@ForAll("programs") String code) {
        run(code);
    }

    @Property(tries = 5000)
    void pieceOfStatements(@ForAll("statements") String code) {
        run(code);
    }

    @Property(tries = 2000)
    void anyText(@ForAll String code) {
        run(code);
    }

    private static void run(String code) {
        Graph.Builder builder = Graph.builder(Allowance.UNLIMITED);
        builder.input("X", Shape.parse("N D"), false);
        builder.input("W", Shape.parse("D C"), false);
        builder.input("b", Shape.parse("1 C"), false);
        builder.input("y", Shape.parse("N"), true);
        Program program = Program.parse(code, Limits.DEFAULT);
        try {
            program.extend(builder.build(), Allowance.UNLIMITED);
        } catch (SourceException expected) {
            // the one error there may be
        }
    }
}
