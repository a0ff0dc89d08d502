package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Script;
import dev.dscore.lang.SourceException;
import dev.dscore.lang.Value;
import dev.dscore.lang.Warning;
import dev.dscore.lang.Whole;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Programs on arrays of numbers: what stops them, what they may take, and what calls see. */
class ScriptTests {
    private static final long STEPS = 1_000_000;

    static Script.Run run(String code, Map<String, Value> visible, String... calls) {
        Budget budget = new Budget(100_000, 100_000_000, new Memory(200_000_000));
        Allowance allowance = Allowance.of(6 * STEPS);
        try (Meter meter = new Meter(budget, allowance)) {
            Script.Machine machine = new Script.Machine(new Numeric(meter), allowance);
            meter.watch(machine::live);
            List<Script> called = new ArrayList<>();
            for (String call : calls) called.add(Script.parse(call, Limits.DEFAULT));
            return Script.parse(code, Limits.DEFAULT.ofFile()).run(machine, called, visible);
        }
    }

    static SourceException failure(String code) {
        return run(code.replace("\\n", "\n"), Map.of()).failure().orElseThrow();
    }

    /** Each assertion holds in Python with NumPy. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "assert np.isin([0.0, -0.0, np.nan, 1], [0.0, np.nan]).tolist() == [True, True, False, False]",
                "assert np.isin([0.0, 1], [-0.0]).tolist() == [True, False]",
                "assert f\"{'ab'!r:>10}\" == \"      'ab'\"",
                "v = 1.5\nassert f'{v=}' == 'v=1.5' and f'{v = :.3f}' == 'v = 1.500' and f'{v!s:>5}' == '  1.5'",
                "v = 1.5\nassert f'{v==1.5}' == 'True' and f'{v!=1.5}' == 'False'",
                "assert list('()') == ['(', ')'] and len(set('()')) == 2 and list() == [] and len(dict()) == 0",
                "from collections import Counter\nc = Counter('abca')\nassert c['z'] == 0 and len(c) == 3 and c['a'] == 2",
                "from collections import Counter\nimport copy\nassert copy.deepcopy(Counter('a'))['b'] == 0",
                "assert np.add.reduce([[1, 2], [3, 4]]).tolist() == [4, 6] and np.add.reduce([[1, 2], [3, 4]], axis=None) == 10",
                "assert np.maximum.reduce([np.array([1, 5]), np.array([2, 3])]).tolist() == [2, 5]",
                "assert np.multiply.reduce([[1, 2], [3, 4]], axis=1, keepdims=True).tolist() == [[2], [12]]",
                "assert np.logical_or.reduce([[0, 1], [0, 0]], axis=1).tolist() == [True, False]",
                "assert np.add.accumulate([[1, 2], [3, 4]]).tolist() == [[1, 2], [4, 6]]"
            })
    void thisHoldsInPython(String program) {
        assertThat(run(program, Map.of()).failure()).isEmpty();
    }

    @Test
    void aNameIsNotTakenForItself() {
        assertThat(run("q = 3\ndel q\nr = q", Map.of()).failure().orElseThrow().getMessage())
                .contains("is not defined")
                .doesNotContain("did you mean");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            while True: pass                             | steps of work
            ~a = [1]\\nwhile True: a = a + a~             | steps of work
            ~s = 'ab'\\nwhile True: s += s~               | a million letters
            ~d = {}\\nwhile True: d[len(d)] = 1~          | steps of work
            ~l = []\\nwhile True: l.append(np.zeros(900))~ | memory
            a = 10 ** 10 ** 10                           | beyond 2 ** 53
            ~def f(x):\\n    return f(x)\\nf(1)~           | calls itself too often
            a = np.zeros((1000, 1000))                   | at most 100000 are computed
            a = [0] * 10 ** 9                            | makes a list of more than
            ~a = np.ones((300, 300))\\nwhile True: a @ a~ | operations
            """)
    void everythingThatHasNoEndIsStopped(String code, String message) {
        assertThat(failure(code).getMessage()).contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            ~m = np.array([1, 2])\\nm /= 2~               | NumPy refuses to store float64 in it
            ~a = np.zeros(3)\\na[5] = 1~                  | there is no entry 5 on an axis of length 3
            ~x = 1\\ndef f():\\n    x = x + 1\\nf()~        | has no value yet
            ~if np.ones(2) > 0: pass~                    | is ambiguous where Python decides
            a = 1 / 0                                    | divides by zero, where Python stops
            a = {'dW1': 3}['dw1']                        | did you mean dW1?
            ~a = np.ones((2, 3))\\nassert a.shape == (3, 2)~ | (2, 3) is not (3, 2)
            raise ValueError('no')                       | raises an error itself
            import torch; a = torch.nn.Linear(3, 4)      | this function is not taken
            a = np.random.beta(3, 4)                     | this function is not taken
            with open('f') as g: pass                    | open: this function is not taken
            a = np.fft.fft([1])                          | this function is not taken
            ~for i in range(3):\\n    x = 1\\n  y = 2~      | is indented otherwise than its block
            ~for i in range(3):\\nx = 1~                  | no indented block follows
            """)
    void whatStopsAProgramIsNamed(String code, String message) {
        assertThat(failure(code).getMessage()).contains(message);
    }

    @Test
    void anErrorWithinAFunctionStandsInItsOwnLine() {
        assertThat(failure("def f(x):\n    y = x + 1\n    return y @ y\n\nf(np.ones((2, 3)))")
                        .line())
                .isEqualTo(3);
    }

    @Test
    void whatIsNotComeToNeedOnlyBeThere() {
        Script.Run run = run("a = 1\nif False:\n    async def f(): pass\n    x = ?\nb = 2", Map.of());
        assertThat(run.failure()).isEmpty();
        assertThat(run.values()).containsEntry("b", Whole.of(2));
    }

    @Test
    void aFileSeesOnlyWhatACallHandsToIt() {
        Map<String, Value> visible = Map.of("x", Whole.of(3));
        Script.Run run = run(
                "def f(y):\n    return 2 * y\n\ndef g():\n    return x", visible, "a = f(x)", "b = g()", "c = f(a)");
        assertThat(run.values()).containsEntry("a", Whole.of(6)).containsEntry("c", Whole.of(12));
        assertThat(run.assigned()).containsExactlyInAnyOrder("a", "c");
        assertThat(run.pending()).containsOnlyKeys("b");
        assertThat(run.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.getMessage()).startsWith("x: is not defined");
            assertThat(failure.line()).isEqualTo(5);
        });
    }

    @Test
    void aFileThatStopsStopsItsCalls() {
        Script.Run run = run("stop\ndef f(): return 1", Map.of(), "a, b = f(), 2");
        assertThat(run.pending()).containsKeys("a", "b");
    }

    @Test
    void aRowThatIsNamedTwiceIsPointedAt() {
        List<Warning> warnings = run("W = np.zeros((3, 2))\nW[np.array([0, 1, 0])] += 1", Map.of())
                .warnings();
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0).message())
                .contains("names the row 0 more than once")
                .contains("np.add.at");
    }

    @Test
    void gradientsInDictionariesCountByTheirKeys() {
        Script.Run run = run("grads = {'W1': 1, 'dW2': 2}\nparams = {'W3': 3}", Map.of());
        assertThat(Script.gradientsIn(run.values()))
                .containsEntry("dW1", Whole.of(1))
                .containsEntry("dW2", Whole.of(2))
                .doesNotContainKey("dW3");
    }

    @Test
    void torchsSpellingsAreItsOwn() {
        Script.Run run = run(
                """
                import torch
                import torch.nn.functional as F
                x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
                n = x.size(0)
                v = x.var(0, keepdim=True)
                s = x.sum(1, keepdim=True).view(-1)
                top = x.max(1, keepdim=True).values
                hot = F.one_hot(x.max(1).indices, num_classes=2)
                y = torch.zeros_like(x)
                y[range(n), torch.tensor([0, 1])] = -1.0 / n
                u = x.unsqueeze(0).expand(2, -1, -1).clone()
                """,
                Map.of());
        assertThat(run.failure()).isEmpty();
        assertThat(((NumericArray) run.values().get("v")).tensor().data()).containsExactly(2, 4.5);
        assertThat(((NumericArray) run.values().get("s")).tensor().data()).containsExactly(3, 8);
        assertThat(((NumericArray) run.values().get("hot")).tensor().data()).containsExactly(0, 1, 0, 1);
        assertThat(((NumericArray) run.values().get("y")).tensor().data()).containsExactly(-0.5, 0, 0, -0.5);
        assertThat(((NumericArray) run.values().get("u")).tensor().shape()).containsExactly(2, 2, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            float('infinity')                  | Infinity
            float(' -Inf ')                    | -Infinity
            float('1_000.5e-1')                | 100.05
            int(' +1_000 ')                    | 1000
            np.isclose(1.0, np.inf)            | 0
            np.isclose(np.inf, np.inf)         | 1
            np.isclose(np.inf, 1.0)            | 0
            np.linspace(0.1, 0.7, 4)[-1]       | 0.7
            np.linspace(1, 2, 1)[0]            | 1
            np.log2(2 ** 29)                   | 29
            len('a😀')                          | 2
            """)
    void valuesAreThoseOfPythonAndNumpy(String expression, double value) {
        Value found = run("v = np.asarray(" + expression + ") + 0.0", Map.of())
                .values()
                .get("v");
        assertThat(number(found)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"int('1.5')", "int('1e3')", "float('1d')", "float('0x1p3')", "float('')", "int('_1')"})
    void whatPythonDoesNotReadIsNoNumber(String expression) {
        assertThat(failure("v = " + expression).getMessage()).contains("is no");
    }

    private static final String VECTORIZED_SVM =
            """
            scores = X @ W
            margins = np.maximum(0, scores - scores[np.arange(500), y][:, np.newaxis] + 1)
            margins[np.arange(500), y] = 0
            wanted_loss = np.sum(margins) / 500 + 0.1 * np.sum(W * W)
            missed = (margins > 0).astype(float)
            missed[np.arange(500), y] = -np.sum(missed, axis=1)
            wanted = X.T @ missed / 500 + 0.2 * W
            """;

    /** As handed in, three loops deep; {@link ScriptBenchmark} times it. */
    @Test
    void theNaiveLoopOverFiveHundredImagesFitsIntoTheStepsOfARequest() {
        ScriptBenchmark.Loop loop = new ScriptBenchmark.Loop(6 * STEPS);
        Map<String, Value> values = loop.run(VECTORIZED_SVM
                + "off = np.abs(dW - wanted).max() + abs(loss - wanted_loss)\nsize = np.abs(wanted).max()");
        assertThat(number(values.get("size"))).isGreaterThan(0.001);
        assertThat(number(values.get("off"))).isLessThan(1e-12);
    }

    private static double number(Value value) {
        return ((NumericArray) value).tensor().data()[0];
    }

    /** Recorded programs with lines and signs left out, doubled and exchanged: whatever the text, it runs or stops in a line. */
    @Test
    void aProgramThatIsBrokenAnywhereStopsInALine() throws IOException {
        Random random = new Random(23);
        JsonMapper json = JsonMapper.builder().build();
        int stopped = 0, run = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(getClass().getResourceAsStream("programs.jsonl.gz")), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && run < 1500; line = lines.readLine()) {
                String code = broken(json.readTree(line).get("code").asString(), random);
                Script.Run result = run(code, Map.of());
                run++;
                if (result.failure().isEmpty()) continue;
                stopped++;
                assertThat(result.failure().get().line()).as(code).isBetween(1, code.split("\n", -1).length + 1);
            }
        }
        assertThat(stopped).isBetween(run / 10, run - run / 50);
    }

    private static String broken(String code, Random random) {
        StringBuilder text = new StringBuilder(code);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length()), length = Math.min(1 + random.nextInt(4), text.length() - at);
            switch (random.nextInt(3)) {
                case 0 -> text.delete(at, at + length);
                case 1 -> text.insert(at, text.substring(at, at + length));
                default -> text.insert(random.nextInt(text.length()), "()[]{}:,.*=+-'\n #".charAt(random.nextInt(17)));
            }
        }
        return text.toString();
    }
}
