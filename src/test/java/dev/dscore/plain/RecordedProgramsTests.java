package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.lang.Dtype;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Script;
import dev.dscore.lang.Value;
import dev.dscore.lang.Whole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random programs of the whole language, each with what Python and NumPy made of it: programs.py beside the test resources. */
class RecordedProgramsTests {
    /** Programs that the language may refuse by name where NumPy runs them, those aside that compute in float16. */
    private static final double MOST_REFUSED = 0.01;

    @Test
    void everyVariableIsWhatNumpyMakesIt() throws IOException {
        List<String> wrong = new ArrayList<>(), refused = new ArrayList<>();
        int programs = 0, stopped = 0;
        for (JsonNode program : Recorded.programs()) {
            programs++;
            if (program.has("error")) stopped++;
            verdict(program, wrong, refused);
        }
        assertThat(programs).isGreaterThanOrEqualTo(1000);
        assertThat(stopped).isGreaterThan(programs / 20);
        assertThat(wrong)
                .as(String.join("\n\n", wrong.subList(0, Math.min(wrong.size(), 40))))
                .isEmpty();
        refused.removeIf(message -> message.contains("float16"));
        assertThat(refused.size()).as(String.join("\n", refused)).isLessThanOrEqualTo((int) (MOST_REFUSED * programs));
    }

    /** Files as courses have them, whole. */
    @Test
    void courseFilesGiveWhatNumpyMakesOfThem() throws IOException {
        List<String> wrong = new ArrayList<>();
        JsonMapper json = JsonMapper.builder().build();
        List<String> lines = text("courses.jsonl").lines().toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
        for (String line : lines) {
            JsonNode course = json.readTree(line);
            String file = course.get("file").asString();
            Script.Run run = run(text("courses/" + file));
            run.failure().ifPresent(failure -> wrong.add(file + ":" + failure.line() + ": " + failure.getMessage()));
            if (run.failure().isPresent()) continue;
            for (Map.Entry<String, JsonNode> expected : course.get("values").properties()) {
                Value value = run.values().get(expected.getKey());
                if (value != null && equal(expected.getValue(), value)) continue;
                wrong.add(file + ": " + expected.getKey() + " is " + shown(value) + " and should be "
                        + expected.getValue());
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** What binds tighter than what, each line as Python has it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            x is not None                                   | True
            not x is None                                   | True
            None is not None                                | False
            1 if x is not None else 0                       | 1
            x is not None and 2 not in [1, 3]               | True
            not 2 in [1, 3] and not x is None               | True
            x is not None is not False                      | True
            not 1 == 2                                      | True
            1 < 2 < 3 != 4                                  | True
            -2 ** 2                                         | -4
            2 ** -1 * 4                                     | 2.0
            1 if 0 or not 0 else 2                          | 1
            x.dtype == float                                | True
            x.dtype == np.float64                           | True
            x.dtype == int                                  | False
            [1, 2] + [3] == [1, 2, 3] is not None           | True
            ~1 & 3 ^ 1                                      | 3
            7 // 2 * 2 + 7 % 3 - -1                         | 8
            """)
    void operatorsBindAsPythonsDo(String expression, String value) {
        Script.Run run = run("import numpy as np\nx = np.array([1.5, 2])\nresult = repr(" + expression.strip() + ")");
        assertThat(run.failure()).isEmpty();
        assertThat(run.values().get("result")).isEqualTo(new Value.Text(value));
    }

    /** Values as NumPy 2 prints them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            np.exp(a, out=b)              | b | [1.0, 1.0]
            np.add(a, 2, b)               | b | [2.0, 2.0]
            np.clip(a, 2, 3, out=b)       | b | [2.0, 2.0]
            np.round(a + 0.25, 1, out=b)  | b | [0.2, 0.2]
            np.sum(m, axis=0, out=b)      | b | [4.0, 6.0]
            np.max(m, axis=0, out=b)      | b | [3.0, 4.0]
            np.argmax(m, axis=0, out=i)   | i | [1, 1]
            np.cumsum([1, 2], dtype=float) | r | [1.0, 3.0]
            """)
    void aResultIsStoredWhereAndAsWhatTheCallSays(String call, String array, String values) {
        Script.Run run = run("import numpy as np\na = np.zeros(2)\nb = np.ones(2)\ni = np.zeros(2, dtype=int)\n"
                + "m = np.array([[1., 2], [3, 4]])\nr = " + call + "\nvalues = str(" + array
                + ".tolist())\nsame = str(r is " + array + ")");
        assertThat(run.failure()).isEmpty();
        assertThat(run.values().get("values")).isEqualTo(new Value.Text(values));
        assertThat(run.values().get("same")).isEqualTo(new Value.Text("True"));
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = RecordedProgramsTests.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void verdict(JsonNode program, List<String> wrong, List<String> refused) {
        String code = program.get("code").asString();
        String title = "seed " + program.get("seed") + ": ";
        Script.Run run;
        try {
            run = run(code);
        } catch (RuntimeException e) {
            wrong.add(title + e + "\n" + code);
            return;
        }
        boolean fails = program.has("error");
        Optional<Integer> line = run.failure().map(failure -> failure.line());
        if (fails && (line.isEmpty() || line.get() > program.get("line").asInt())) {
            wrong.add(title + "runs past line " + program.get("line") + ", " + program.get("error") + "\n" + code);
            return;
        }
        if (line.isPresent() && !(fails && line.get() == program.get("line").asInt())) {
            refused.add(
                    title + "line " + line.get() + ": " + run.failure().get().getMessage());
            return;
        }
        if (fails) return; // what a failing line did before it failed is looked at by nobody
        for (Map.Entry<String, JsonNode> expected : program.get("values").properties()) {
            Value value = run.values().get(expected.getKey());
            if (value != null && equal(expected.getValue(), value)) continue;
            wrong.add(title + expected.getKey() + " is " + shown(value) + " and should be " + expected.getValue() + "\n"
                    + code);
            return;
        }
    }

    private static Script.Run run(String code) {
        Budget budget = new Budget(1_000_000, 1_000_000_000, new Memory(Long.MAX_VALUE));
        try (Meter meter = new Meter(budget, Allowance.UNLIMITED)) {
            Script.Machine machine = new Script.Machine(new Numeric(meter), Allowance.UNLIMITED);
            meter.watch(machine::live);
            return Script.parse(code, Limits.DEFAULT.ofFile()).run(machine, List.of(), Map.of());
        }
    }

    private static String shown(Value value) {
        if (value instanceof NumericArray array) return array.dtype().text() + array.tensor();
        return String.valueOf(value);
    }

    private static boolean equal(JsonNode expected, Value value) {
        if (expected.has("dtype")) {
            if (!(value instanceof NumericArray array)) return false;
            return array.dtype() == dtype(expected.get("dtype").asString()) && Recorded.equal(expected, array.tensor());
        }
        if (expected.has("is")) {
            JsonNode is = expected.get("is");
            if (is.isNull()) return value instanceof Value.None;
            if (is.isBoolean()) return value instanceof Value.Flag flag && flag.value() == is.asBoolean();
            return value instanceof Value.Text text && text.text().equals(is.asString());
        }
        if (expected.has("int"))
            return value instanceof Whole whole
                    && whole.number() == expected.get("int").asLong();
        if (expected.has("float"))
            return value instanceof Value.Real real && Recorded.close(expected.get("float"), real.value());
        if (expected.has("dict")) {
            if (!(value instanceof Value.Dictionary dictionary)) return false;
            List<Map.Entry<Value, Value>> entries =
                    List.copyOf(dictionary.entries().entrySet());
            JsonNode pairs = expected.get("dict");
            if (pairs.size() != entries.size()) return false;
            for (int i = 0; i < pairs.size(); i++) {
                if (!equal(pairs.get(i).get(0), entries.get(i).getKey())) return false;
                if (!equal(pairs.get(i).get(1), entries.get(i).getValue())) return false;
            }
            return true;
        }
        List<Value> elements;
        if (value instanceof Value.Items items && expected.has("list")) elements = items.elements();
        else if (value instanceof Value.Tuple tuple && expected.has("tuple")) elements = tuple.elements();
        else return false;
        JsonNode parts = expected.has("list") ? expected.get("list") : expected.get("tuple");
        if (parts.size() != elements.size()) return false;
        for (int i = 0; i < parts.size(); i++) if (!equal(parts.get(i), elements.get(i))) return false;
        return true;
    }

    private static Dtype dtype(String name) {
        for (Dtype dtype : Dtype.values()) if (dtype.text().equals(name)) return dtype;
        throw new IllegalArgumentException(name);
    }
}
