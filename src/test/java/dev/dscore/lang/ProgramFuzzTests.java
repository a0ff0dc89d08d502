package dev.dscore.lang;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
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
        Graph.Builder builder = Graph.builder();
        builder.input("X", Shape.parse("N D"), false);
        builder.input("W", Shape.parse("D C"), false);
        builder.input("b", Shape.parse("1 C"), false);
        builder.input("y", Shape.parse("N"), true);
        try {
            Program.parse(code, Limits.DEFAULT).extend(builder.build());
        } catch (SourceException expected) {
            // the one error there may be
        }
    }
}
