package dev.dscore.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.app.Engines;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Limits;
import dev.dscore.lang.SourceException;
import dev.dscore.verify.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Definitions as teachers write them: their value and gradients by hand, and what they cannot be. */
class DefinitionsTests {
    private static final Tensor X = Tensor.matrix(new double[] {1, -2, 3}, new double[] {-4, 5, 6});
    private static final Map<String, Integer> LENGTHS = Map.of("N", 2, "D", 3);

    private static Declaration real(String name, String shape) {
        return new Declaration(name, Shape.parse(shape));
    }

    private static FunctionDefinition function(Written written, Map<String, Integer> lengths)
            throws DefinitionException {
        return new FunctionDefinition(written, lengths, Limits.DEFAULT, Allowance.UNLIMITED);
    }

    private static Written of(String code) {
        return new Written(List.of(real("x", "N D")), code, List.of("loss"));
    }

    private static VerifiedGradients gradients(FunctionDefinition function) throws Exception {
        VerifiedGradients verified = Engines.SHARED
                .gradients()
                .gradients(
                        function,
                        Binding.of(function, Map.of("x", X), Map.of()),
                        List.of(),
                        Coverage.EVERY_ENTRY,
                        Allowance.UNLIMITED);
        assertThat(verified.check().passed()).as(verified.check().toString()).isTrue();
        return verified;
    }

    // x = [[1, -2, 3], [-4, 5, 6]]; the gradient row by row
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            loss = np.sum(x[:, 0])                                                  | -3  | 1 0 0 1 0 0
            loss = x[-1, -1] ** 2                                                   | 36  | 0 0 0 0 0 12
            loss = np.sum(x[::-1, 1:] * x[:, 1:])                                   | 16  | 0 10 12 0 -4 6
            y = x * 1; v = y[0]; v += 10; loss = np.sum(y)                          | 39  | 1 1 1 1 1 1
            y = x.copy(); v = y.T; v[0] = 0; loss = np.sum(y ** 2)                  | 74  | 0 -4 6 0 10 12
            y = x * 1; c = y[0].copy(); c *= 0; loss = np.sum(y)                    | 9   | 1 1 1 1 1 1
            y = x * 1; y[:, 1] = y[:, 0]; loss = np.sum(y * y)                      | 79  | 4 0 6 -16 0 12
            y = x * 1; y[1] += y[0]; loss = np.sum(y[1] ** 2)                       | 99  | -6 6 18 -6 6 18
            y = np.zeros((N, D)); y[...] = x; y[y < 0] = 0; loss = np.sum(y)        | 15  | 1 0 1 0 1 1
            y = x * 1; y[y < 0] *= -2; loss = np.sum(y)                             | 27  | 1 -2 1 -2 1 1
            loss = np.sum(x[x > 0] ** 2)                                            | 71  | 2 0 6 0 10 12
            loss = x[x > 0].mean()                                                  | 3.75 | 0.25 0 0.25 0 0.25 0.25
            a, b = x; loss = a @ b                                                  | 4   | -4 5 6 1 -2 3
            s = 0; \\nfor row in x: s = s + row[1] * 2\\nloss = s                   | 6   | 0 2 0 0 2 0
            h = [x[:, t] for t in range(D)]; loss = np.sum(np.stack(h, axis=1)[0])  | 2   | 1 1 1 0 0 0
            loss = np.sum(np.concatenate([x, x[:1]], axis=0)[2])                    | 2   | 1 1 1 0 0 0
            loss = np.prod(x[0])                                                    | -6  | -6 3 -2 0 0 0
            loss = np.sum(np.pad(x, 1)[1])                                          | 2   | 1 1 1 0 0 0
            loss = np.sum(np.where(np.tril(np.ones((N, D))) > 0, x, 0))             | 2   | 1 0 0 1 1 0
            loss = np.sum(np.repeat(x, 2, axis=1)[0])                               | 4   | 2 2 2 0 0 0
            loss = np.sum(np.tile(x, (1, 2))[1])                                    | 14  | 0 0 0 2 2 2
            loss = np.sum(np.roll(x, 1, axis=1)[:, 0] * x[:, 0])                    | -21 | 3 0 1 6 0 -4
            loss = np.trace(x @ x.T)                                                | 91  | 2 -4 6 -8 10 12
            loss = 1 / N * np.sum(x)                                                | 4.5 | .5 .5 .5 .5 .5 .5
            """)
    void valueAndGradientAreThoseByHand(String code, double value, String gradient) throws Exception {
        Written written = of(code.replace("\\n", "\n"));
        FunctionDefinition function;
        try {
            function = function(written, Map.of());
        } catch (SourceException e) {
            function = function(written, LENGTHS);
        }
        VerifiedGradients verified = gradients(function);
        assertThat(verified.values().get("loss").data()).containsExactly(value);
        double[] expected = Arrays.stream(gradient.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
        // -0 is 0
        double[] gradients = Arrays.stream(verified.gradients().get("dx").data())
                .map(entry -> entry + 0.0)
                .toArray();
        assertThat(gradients).containsExactly(expected);
    }

    @Test
    void aFileOfFunctionsIsCalledWithPlainValuesAndNamesWhatTheCallAssigns() throws Exception {
        String code =
                """
                def scaled(x, param):
                    '''doc'''
                    mode, factors = param['mode'], param.get('factors', [])
                    hidden = x
                    if mode == 'double':
                        for factor in factors:
                            hidden = hidden * factor
                    else:
                        raise ValueError('unknown mode ' + mode)
                    param['seen'] = True
                    return hidden, (x, hidden)
                """;
        Written written = new Written(
                List.of(real("x", "N D")),
                Map.of("param", Map.of("mode", "double", "factors", List.of(2L, 0.5, 3L))),
                code,
                List.of("out, cache = scaled(x, param)", "loss = np.sum(out)"),
                List.of("loss"));
        FunctionDefinition function = function(written, Map.of());
        assertThat(function.named().keySet()).containsExactly("x", "out", "loss");
        VerifiedGradients verified = gradients(function);
        assertThat(verified.values().get("loss").data()).containsExactly(27);
        assertThat(verified.gradients().get("dx").data()).containsOnly(3);
    }

    @Test
    void aLoopOverALengthIsUnrolledForThatLengthAndRefusesOthers() throws Exception {
        Written written = of("s = 0\nfor t in range(D):\n    s = s + x[:, t] * (t + 1)\nloss = np.sum(s)");
        assertThatThrownBy(() -> function(written, Map.of()))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("depends on the lengths");
        FunctionDefinition function = function(written, LENGTHS);
        assertThat(function.lengths()).isEqualTo(LENGTHS);
        assertThat(gradients(function).gradients().get("dx").data()).containsExactly(1, 2, 3, 1, 2, 3);
        Map<String, Tensor> other = Map.of("x", Tensor.matrix(new double[] {1, 2}, new double[] {3, 4}));
        assertThatThrownBy(() -> Binding.of(function, other, Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("D must be 3");
    }

    @Test
    void theGradientOfAnArrayFilledInALoopIsThatOfItsFinalValue() throws Exception {
        Written written =
                of("h = np.zeros((N, D))\np = x[:, 0]\nfor t in range(D):\n    p = p + x[:, t]\n    h[:, t] = p\n"
                        + "loss = np.sum(h[:, D - 1] * 2)");
        FunctionDefinition function = function(written, LENGTHS);
        VerifiedGradients verified = Engines.SHARED
                .gradients()
                .gradients(
                        function,
                        Binding.of(function, Map.of("x", X), Map.of()),
                        List.of("h", "x"),
                        Coverage.EVERY_ENTRY,
                        Allowance.UNLIMITED);
        assertThat(verified.check().passed()).isTrue();
        assertThat(verified.gradients().get("dh").data()).containsExactly(0, 0, 2, 0, 0, 2);
        assertThat(verified.gradients().get("dx").data()).containsExactly(4, 2, 2, 4, 2, 2);
    }

    @Test
    void eightAxesAreTaken() throws Exception {
        String code =
                "y = x.reshape(N, 1, 1, D, 1, 1, 1, 1, 1)\nloss = np.sum(np.transpose(y, (3, 0, 1, 2, 4, 5, 6, 7, 8)) ** 2)";
        assertThat(gradients(function(of(code), Map.of())).gradients().get("dx").data())
                .containsExactly(2, -4, 6, -8, 10, 12);
        List<Declaration> wide = new ArrayList<>(List.of(real("x", "N D"), real("w", "A B C E F G H I J")));
        FunctionDefinition function =
                function(new Written(wide, "loss = np.sum(w) * np.sum(x)", List.of("loss")), Map.of());
        assertThat(function.axes()).hasSize(11);
    }

    @Test
    void anIndexBeyondItsAxisIsNamed() throws Exception {
        Declaration y = new Declaration("y", Shape.parse("N"), Optional.of(Declaration.size("5")), Optional.empty());
        Written written = new Written(List.of(real("x", "N D"), y), "loss = np.sum(x[:, y + 1])", List.of("loss"));
        FunctionDefinition function = function(written, Map.of());
        Map<String, Tensor> sent = Map.of("x", X, "y", Tensor.vector(0, 3));
        assertThatThrownBy(() -> Binding.of(function, sent, Map.of()))
                .hasMessage("y + 1 holds 4 and is used on an axis of length D = 3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            i = np.array([1, 2, 3]); i[0] = np.sum(x); loss = np.sum(i * x) | NumPy cuts what is stored
            loss = np.sum((x > 0) @ (x > 0).T)                              | NumPy makes truth values
            y = x * 1; y[[0, 0]] += 1; loss = np.sum(y)                     | must be an input of whole numbers or a range
            if x[0, 0] > 0: loss = np.sum(x)                                | depends on the numbers of an array
            z = x[x > 0]; loss = np.sum(z.reshape(2, 2))                    | how many entries a mask picks depends on numbers
            z = x[x > 0] + x[x > 1]; loss = np.sum(z)                       | what the same mask picks only
            loss = np.sum(x[5:, 0])                                         | an axis cannot have the length 0
            loss = x[2, 0]                                                  | there is no entry 2 on an axis of length 2
            """)
    void whatNumpyDoesOtherwiseIsRefused(String code, String message) {
        assertThatThrownBy(() -> function(of(code), LENGTHS))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(message);
    }
}
