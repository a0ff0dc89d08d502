package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.lang.Limits;
import dev.dscore.lang.Message;
import dev.dscore.lang.PublicShapes;
import dev.dscore.lang.Script;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The message of a stop, for readers without access to the inputs, contains no value that the program computed from them. */
class ToldTests {
    /** Of an input of the shape (3, 42). */
    private static final Set<Long> LENGTHS = Set.of(0L, 1L, 3L, 42L, 126L);

    private static String told(String code) {
        String program = code.replace("\\n", "\n");
        Set<String> names = Script.parse(program, Limits.DEFAULT).names();
        return ScriptTests.failure(code).told(new Message.Known(new PublicShapes(LENGTHS, 2), names, Set.of("a")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            a = np.zeros((3, 42)) @ np.zeros((3, 42))   | (3 42) @ (3 42) does not fit: 42 ≠ 3
            a = np.zeros((3, 42)) @ np.zeros((3, 42))   | would be (42 42)
            a = np.zeros((3, 42)) + np.zeros((3, 777))  | (3 42) + (3 …) does not fit: 42 ≠ …
            a = np.zeros(42)[42]                        | there is no entry 42 on an axis of length 42
            a = np.zeros([1] * 31 + [3]).reshape(7)     | reshape(7): cannot be reshaped to (…): 3 entries ≠ …
            a = np.zeros([1] * 31 + [3]) + np.ones(2)   | (…) + (…) does not fit: 3 ≠ …
            a, b = [1, 2, 3]                            | 2 names on the left, 3 values on the right
            assert np.zeros((3, 42)).shape == (42, 3), 'shapes' | this does not hold: (3, 42) is not (42, 3); shapes
            ~scores = 1\\nb = score~                      | is not defined; did you mean scores?
            ~d = {'scores': 1}\\nb = d['score']~         | did you mean scores?
            ~a = 1\\nbb = 2\\nc = secret~              | secret: is not defined; known here: a
            a = np.zeros(3).foo                         | an array (3) has no .foo here
            """)
    void ordinaryMistakesAreTold(String code, String told) {
        assertThat(told(code)).contains(told);
    }

    @Test
    void aMessageHasALimit() {
        assertThat(ScriptTests.failure("assert False, 'x' * 100000").getMessage())
                .hasSize(4000);
        assertThat(ScriptTests.failure("a = {}['x' * 100000]").getMessage()).hasSizeLessThan(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            a = np.zeros([70000 + 123, 90000])
            a = np.zeros(3).reshape(70123)
            a = np.broadcast_to(np.zeros(5), (5, 70123))
            a = [1][int(70123.0)]
            a = np.zeros(3)[int(70123.0)]
            a = np.zeros(3).sum(axis=70123)
            a = np.split(np.zeros(3), 70123)
            a, b = [1] * 70123
            ~def f(): pass\\nf(*[1] * 70123)~
            assert False, '7' + '0123'
            assert (70123, 70123) == (1, 70123 + 1), '7' + '0123'
            a = {}['7' + '0123']
            a = {70123: 1}[1 + 70123]
            a = [].index(70123)
            a = int('7' + '0123x')
            a = getattr(np, 'x7' + '0123')
            a = getattr(1, 'x7' + '0123')
            ~class A: pass\\na = A()\\nsetattr(a, 'x7' + '0123', 1)\\na.y~
            ~d = {'x7' + '0123': 1}\\nd['y']~
            a = ('{x7' + '0123}').format(1)
            a = ('{:7' + '0123q}').format(1)
            ~from collections import namedtuple\\nP = namedtuple('x7' + '0123', 'a')\\nP()~
            a = np.einsum('i7' + '0123', np.ones(3))
            a = np.array([1, 2], dtype='x7' + '0123')
            import math; math.sqrt(-70123)
            a = np.ones(3); a.astype(np.uint8)[0] = 70123
            a = round(float('inf')) + 70123
            """)
    void whatAProgramComputesIsNotTold(String code) {
        assertThat(told(code.replace("70123", "(70122 + 1)"))).doesNotContain("70123");
    }
}
