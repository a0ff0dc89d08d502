package dev.dscore.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dscore.array.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BindingTests {
    private static final FunctionDefinition SOFTMAX =
            new Catalogue().find("softmax").orElseThrow().function();

    private final Map<String, Tensor> inputs = new HashMap<>(Map.of(
            "X",
            new Tensor(new int[] {5, 4}, new double[20]),
            "W",
            new Tensor(new int[] {4, 3}, new double[12]),
            "b",
            Tensor.vector(0, 0, 0),
            "labels",
            Tensor.vector(0, 1, 2, 0, 1)));

    private InputException error() {
        return catchThrowableOfType(InputException.class, () -> Binding.of(SOFTMAX, inputs, Map.of()));
    }

    @Test
    void axesTakeTheirLengthsFromTheShapes() throws InputException {
        Binding binding = Binding.of(SOFTMAX, inputs, Map.of());
        assertThat(binding.inputs().lengths()).containsOnly(Map.entry("N", 5), Map.entry("D", 4), Map.entry("C", 3));
        assertThat(binding.inputs().tensors().get("b").shape()).containsExactly(1, 3);
        assertThat(binding.given().get("b")).containsExactly(3);
        assertThat(binding.inputs().tensors()).containsKey("y");
    }

    @Test
    void twoShapesThatDoNotFitAreBothNamedAndByWhichAxis() {
        inputs.put("W", new Tensor(new int[] {7, 3}, new double[21]));
        assertThat(error())
                .hasMessage("W is (D, C) = (7, 3) and X is (N, D) = (5, 4): on axis 0 of W, D is 7, but by X it is 4");
        inputs.put("W", new Tensor(new int[] {3, 4}, new double[12]));
        assertThat(error())
                .hasMessage(
                        "W is (D, C) = (3, 4) and X is (N, D) = (5, 4): on axis 0 of W, D is 3, but by X it is 4; transposed?");
    }

    @Test
    void aLabelOutOfRangeIsNamedWithItsBound() {
        inputs.put("labels", Tensor.vector(0, 1, 2, 10, 1));
        assertThat(error()).hasMessage("labels[3] is 10; with C = 3 classes it must be 0 … 2");
        assertThat(error().index()).containsExactly(3);
        inputs.put("labels", Tensor.vector(0, 1, -1, 0, 1));
        assertThat(error()).hasMessage("labels[2] is -1; with C = 3 classes it must be 0 … 2");
        inputs.put("labels", Tensor.vector(0, 1, Double.NaN, 0, 1));
        assertThat(error()).hasMessageStartingWith("labels[2] is NaN");
    }

    @Test
    void whatIsMissingUnknownOrTwiceIsNamed() {
        inputs.remove("labels");
        assertThat(error())
                .hasMessage("labels is missing; it is an array of shape (N,); the inputs are X, W, b, labels");
        inputs.put("Z", Tensor.scalar(1));
        assertThat(error()).hasMessage("Z is not an input; the inputs are X, W, b, labels");
        inputs.remove("Z");
        inputs.put("labels", Tensor.vector(0, 1, 2, 0, 1));
        inputs.put("y", Tensor.vector(0, 1, 2, 0, 1));
        assertThat(error()).hasMessageContaining("are the same input; send one");
    }

    @Test
    void anEmptyArrayAndAWrongRankAreNamed() {
        inputs.put("X", new Tensor(new int[] {0, 4}, new double[0]));
        assertThat(error()).hasMessage("X is (0, 4): it is empty");
        inputs.put("X", Tensor.vector(1, 2, 3));
        assertThat(error()).hasMessage("X is (3,); it must be an array of shape (N, D), with 2 axes");
        inputs.put("X", new Tensor(new int[] {5, 4}, new double[20]));
        inputs.put("b", new Tensor(new int[] {3, 1}, new double[3]));
        assertThat(error()).hasMessage("b is (3, 1); it must be (1, C): 1 ≠ 3");
    }

    @Test
    void aNumberThatIsNotFiniteIsNamed() {
        double[] x = new double[20];
        x[13] = Double.NEGATIVE_INFINITY;
        inputs.put("X", new Tensor(new int[] {5, 4}, x));
        assertThat(error()).hasMessage("X[3, 1] is -Infinity; every number must be finite in float64");
    }
}
