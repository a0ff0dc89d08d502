package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.verify.Coverage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a shape and of digits is true of them. */
class SentencesTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            0     | D C | 2 2 | dA is empty, (0,); A is (D, C) = (2, 2)
            1 0   | D C | 2 2 | dA is empty, (1, 0); A is (D, C) = (2, 2)
            4     | D C | 2 2 | dA is (4,); A is (D, C) = (2, 2): flattened?: reshape it to (2, 2)
            6     | D C | 2 3 | dA is (6,); A is (D, C) = (2, 3): flattened?: reshape it to (2, 3)
            6 4   | N D C | 2 3 4 | dA is (6, 4); A is (N, D, C) = (2, 3, 4): flattened?: reshape it to (2, 3, 4)
            ``    | D C | 2 3 | dA is a scalar; A is (D, C) = (2, 3)
            2     | ``  | ``  | dA is (D,) = (2,); A is a scalar: it is not summed over every axis along which the value was broadcast or multiplied
            1     | ``  | ``  | dA is (1,); A is a scalar: an axis of length 1 is too many
            3     | 1 C | 1 3 | dA is (C,) = (3,); A is (1, C) = (1, 3): an axis of length 1 is dropped; keepdims=True keeps it
            3 2   | D C | 2 3 | dA is (C, D) = (3, 2); A is (D, C) = (2, 3): transposed?
            """)
    void aWrongShapeIsArguedByWhatItIs(String submitted, String declared, String right, String message) {
        Map<String, Integer> lengths = right.equals("2 2") ? Map.of("D", 2, "C", 2) : Map.of("D", 2, "C", 3);
        String said = new ShapeArgument(lengths).of("dA", shape(submitted), "A", Shape.parse(declared), shape(right));
        assertThat(said).isEqualTo(message);
    }

    private static int[] shape(String text) {
        return text.isBlank()
                ? new int[0]
                : java.util.Arrays.stream(text.split(" "))
                        .mapToInt(Integer::parseInt)
                        .toArray();
    }

    @ParameterizedTest
    @CsvSource({
        "0.123, -4.568, 3 decimals",
        "0.12, -4.57, 2 decimals",
        "0.123457, -4.567891, 6 decimals",
        "0.1235, -4.568, 4 significant digits",
        "0.12, -4.6, 2 significant digits",
        "0.124, -4.568, -",
        "0.1, -4.6, -",
        "0, 0, -",
        "0.12345, -4.567, -",
    })
    void anAnswerThatWasRoundedIsToldSo(double first, double second, String digits) {
        Tensor right = Tensor.vector(0.1234567, -4.5678912);
        String expected = "Right to " + digits + ", and no further: more digits are wanted.";
        assertThat(Rounded.sentence(Tensor.vector(first, second), right)
                        .orElse("Right to -, and no further: more digits are wanted."))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            loss = np.sum(np.log(x))      | 0     | since (np.log(x))[0] is -Infinity: log has no value at 0 and below
            loss = np.sum(np.exp(x))      | 800   | since (np.exp(x))[0] is Infinity: exp overflows beyond 709
            loss = np.sum(np.log(np.cosh(x))) | 800 | loss is Infinity at these inputs: the function overflows or leaves its domain there
            loss = np.sum(1 / x)          | 0     | since (1 / x)[0] is Infinity: something is divided by 0
            loss = np.sum(x / 1e-300)     | 1e200 | since (x / 1.0e-300)[0] is Infinity: the function overflows
            loss = np.sum(x ** 2)         | 1e200 | is Infinity: the function overflows
            loss = np.sum(np.sqrt(x))     | -1    | since (np.sqrt(x))[0] is NaN: a square root has no value below 0
            loss = np.inf                 | 1     | loss is Infinity at these inputs: the function overflows
            """)
    void aLossThatIsNotFiniteSaysWhere(String code, double x, String sentence) {
        Situation situation =
                new Situation(code, Situation.define("x N", "loss", code), Map.of("x", Tensor.vector(x)), Map.of());
        assertThat(catchThrowable(() -> Verdicts.GRADER
                        .session(situation.function, situation.binding(), Coverage.EVERY_ENTRY)
                        .grade(Verdicts.arrays(Map.of(), Tolerance.DEFAULT), Allowance.UNLIMITED)))
                .isInstanceOf(NotFiniteException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void anEntryOfAScalarIsCalledByItsName() {
        assertThat(Entry.of("dc", new int[0])).isEqualTo("dc");
        assertThat(Entry.of("dW", new int[] {0, 1})).isEqualTo("dW[0, 1]");
        Tensor loss = Tensor.scalar(Double.NaN), log = Tensor.vector(-0.5, Double.NEGATIVE_INFINITY);
        assertThat(new NotFiniteException(
                        "loss", loss, Operation.LOG, List.of(Tensor.vector(0.5, 0)), "np.log(1 - p)", log))
                .hasMessageStartingWith(
                        "loss is NaN at these inputs, since (np.log(1 - p))[1] is -Infinity: log has no value");
        assertThat(new NotFiniteException("score", log, Operation.MATMUL, List.of(log, log), "score", log))
                .hasMessage("score[1] is -Infinity at these inputs: the function overflows or leaves its domain there");
    }
}
