package dev.dscore.lang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.plain.Meter;
import dev.dscore.plain.Numeric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every function of the language with arguments that it was hardly made for: it computes, or says what is wrong with them. */
class OddArgumentsTests {
    // of each function; 150 take two minutes
    private static final int PAIRS = 12;
    private static final String[] ARGUMENTS = {
        "np.ones((3, 4))",
        "np.array([0, 2])",
        "np.zeros(0)",
        "np.zeros((2, 0))",
        "np.zeros((0, 2 ** 31 - 1))",
        "np.zeros((0, 2 ** 40))",
        "np.array(1.0)",
        "1",
        "-1",
        "2 ** 53",
        "-2 ** 53",
        "1e308",
        "float('nan')",
        "float('inf')",
        "None",
        "()",
        "[]",
        "[[]]",
        "(1, -1)",
        "(-1, -1, -1)",
        "(2 ** 31,)",
        "'a'",
        "''",
        "'ij,jk'",
        "True",
        "{}",
        "{1: 2}",
        "{1}",
        "range(0)",
        "range(10, 0, -3)",
        "slice(None, None, -1)",
        "lambda q: q",
        "np.ones((3, 4)) > 0",
        "...",
        "np.zeros((1,) * 32)",
        "[1, 'a']",
        "[None]",
        "np.float32(1)",
        "-0.0",
        "(0, 0)",
        "[np.ones(2), np.ones(3)]",
        "int",
        "Exception",
        "np"
    };

    private final Random random = new Random(20261128);
    private final List<String> unforeseen = new ArrayList<>();

    private void call(String function, String arguments) {
        String code =
                "import math, copy\nfrom collections import *\nfrom itertools import *\nfrom functools import *\nq = "
                        + function + "(" + arguments + ")";
        Allowance allowance = Allowance.of(60_000);
        try (Meter meter = new Meter(new Budget(10_000, 10_000_000, new Memory(200_000_000)), allowance)) {
            Script.Machine machine = new Script.Machine(new Numeric(meter), allowance);
            meter.watch(machine::live);
            Script.Run run = Script.parse(code, Limits.DEFAULT).run(machine, List.of(), Map.of());
            boolean foreseen = run.failure().stream()
                    .noneMatch(failure -> failure.getMessage().contains(Interpreter.NOT_FORESEEN));
            if (!foreseen) unforeseen.add(function + "(" + arguments + ")");
        } catch (RuntimeException | Error e) {
            unforeseen.add(function + "(" + arguments + "): " + e);
        }
    }

    private String one() {
        return ARGUMENTS[random.nextInt(ARGUMENTS.length)];
    }

    @Test
    void everyFunctionComputesOrSaysWhatIsWrong() {
        List<String> functions = new ArrayList<>();
        NumpyFunctions.TABLE.keySet().forEach(name -> functions.add("np." + name));
        PythonFunctions.TABLE.keySet().forEach(functions::add);
        LibraryFunctions.TABLE.keySet().forEach(functions::add);
        MathFunctions.TABLE.keySet().forEach(name -> functions.add("math." + name));
        RandomFunctions.TABLE.keySet().forEach(name -> functions.add("np.random." + name));
        NumpyFunctions.METHODS.keySet().forEach(name -> functions.add("np.ones((3, 4))." + name));
        ContainerMethods.OF_TEXTS.keySet().forEach(name -> functions.add("'a{}b'." + name));
        ContainerMethods.OF_LISTS.keySet().forEach(name -> functions.add("[1, 2]." + name));
        ContainerMethods.OF_DICTIONARIES.keySet().forEach(name -> functions.add("{'a': 1}." + name));
        functions.add("np.add.at");
        for (String sign : List.of("+", "*", "@", "//", "%", "**", "<<", "==", "<", "in", "&")) {
            functions.add("(lambda a, b: a " + sign + " b)");
        }
        functions.add("(lambda a, b: a[b])");
        for (String function : functions) {
            for (String argument : ARGUMENTS) call(function, argument);
            for (int i = 0; i < PAIRS; i++) call(function, one() + ", " + one());
            for (int i = 0; i < PAIRS; i++) call(function, one() + ", " + one() + ", " + one());
        }
        assertThat(unforeseen).isEmpty();
    }
}
