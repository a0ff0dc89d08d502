package dev.dscore.lang;

import dev.dscore.Trials;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the text, nothing but the language's own error comes out. */
@Tag("long")
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
    private static final List<String> ARRAYS =
            List.of("X", "W", "b", "y", "a", "c", "dx", "N", "3", "X.T", "a[:, None]", "X > 0", "np");
    private static final List<String> SUBSCRIPTS = List.of(
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
    private static final List<String> FUNCTIONS = List.of(
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
            "print");
    private static final List<String> MORE_ARGUMENTS = List.of(
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
            ", None");
    private static final List<String> OPERATORS = List.of(" * ", " + ", " @ ", " / ", " ** ", " == ", " - ");
    private static final List<String> TARGETS = List.of("a", "c", "dx", "a, c", "dx, = ", "X", "N", "sum", "for");
    private static final List<String> STORED = List.of("a", "c", "dx", "X", "N", "np", "sum", "y");
    private static final List<String> ASSIGNMENTS = List.of(" = ", " += ", " -= ", " *= ", " /= ");
    private static final List<String> LINES = List.of(
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
            "'");

    private static String pieces(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int pieces = random.nextInt(most + 1); pieces > 0; pieces--) text.append(Trials.pick(random, PIECES));
        return text.toString();
    }

    private static String index(Random random) {
        List<String> subscripts = new ArrayList<>();
        for (int axes = 1 + random.nextInt(4); axes > 0; axes--) subscripts.add(Trials.pick(random, SUBSCRIPTS));
        return "[" + String.join(", ", subscripts) + "]";
    }

    private static String value(Random random) {
        String array = Trials.pick(random, ARRAYS);
        return switch (random.nextInt(4)) {
            case 0 -> array;
            case 1 -> Trials.pick(random, FUNCTIONS) + "(" + array + Trials.pick(random, MORE_ARGUMENTS) + ")";
            case 2 -> array + index(random);
            default -> array + Trials.pick(random, OPERATORS) + Trials.pick(random, ARRAYS);
        };
    }

    private static String line(Random random) {
        return switch (random.nextInt(3)) {
            case 0 ->
                (random.nextBoolean() ? Trials.pick(random, TARGETS) : Trials.pick(random, STORED) + index(random))
                        + Trials.pick(random, ASSIGNMENTS)
                        + value(random);
            case 1 -> value(random);
            default -> Trials.pick(random, LINES);
        };
    }

    private static String program(Random random) {
        StringBuilder program = new StringBuilder("a = X * 1\ndx = a");
        for (int lines = 1 + random.nextInt(8); lines > 0; lines--)
            program.append('\n').append(line(random));
        return program.toString();
    }

    private static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int characters = random.nextInt(200); characters > 0; characters--) {
            int below = random.nextBoolean() ? 128 : Character.MAX_CODE_POINT + 1;
            text.appendCodePoint(random.nextInt(below));
        }
        return text.toString();
    }

    @Test
    void smallPrograms() {
        Trials.run(20_000, random -> run(program(random)));
    }

    @Test
    void piecesOfPrograms() {
        Trials.run(5_000, random -> run(pieces(random, 40)));
    }

    @Test
    void piecesOfStatements() {
        Trials.run(5_000, random -> run("a = " + pieces(random, 12)));
    }

    @Test
    void anyTextAtAll() {
        Trials.run(2_000, random -> run(anyText(random)));
    }

    private static void run(String code) {
        Graph.Builder builder = Graph.builder(Allowance.UNLIMITED);
        builder.input("X", Shape.parse("N D"), false);
        builder.input("W", Shape.parse("D C"), false);
        builder.input("b", Shape.parse("1 C"), false);
        builder.input("y", Shape.parse("N"), true);
        try {
            Program program = Program.parse(code, Limits.DEFAULT);
            program.extend(builder.build(), Allowance.UNLIMITED);
        } catch (SourceException expected) {
            // the one error there may be
        } catch (RuntimeException e) {
            throw new AssertionError(code, e);
        }
    }
}
