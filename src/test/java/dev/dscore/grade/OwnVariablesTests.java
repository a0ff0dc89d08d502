package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.app.Engines;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.verify.Coverage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs as courses write them, whose variables have names of gradients and stand for something else: gates' gradients at
 * their scores, a gradient that is masked in place, {@code dZ} without the 1/m that {@code dW} has.
 */
class OwnVariablesTests {
    // all different, so that no factor is the length of an axis by chance
    private static final Map<String, Integer> LENGTHS =
            Map.of("N", 6, "D", 3, "H", 5, "G", 20, "C", 4, "T", 4, "S", 7, "E", 8);
    private static final Map<String, String> PROGRAMS = Map.of(
            "lstm-step",
            """
            dc = dnext_c + dnext_h * o * (1 - np.tanh(next_c) ** 2)
            do = dnext_h * np.tanh(next_c) * o * (1 - o)
            df = dc * prev_c * f * (1 - f)
            di = dc * g * i * (1 - i)
            dg = dc * i * (1 - g ** 2)
            da = np.hstack((di, df, do, dg))
            dx = da @ Wx.T
            dprev_h = da @ Wh.T
            dprev_c = dc * f
            dWx = x.T @ da
            dWh = prev_h.T @ da
            db = da.sum(axis=0)
            """,
            "gru-step",
            """
            hu = h @ Un
            dn = dnext_h * (1 - z) * (1 - n ** 2)
            dz = dnext_h * (h - n) * z * (1 - z)
            dr = dn * hu * r * (1 - r)
            dx = dn @ Wn.T + dz @ Wz.T + dr @ Wr.T
            dh = dnext_h * z + (dn * r) @ Un.T + dz @ Uz.T + dr @ Ur.T
            dWn = x.T @ dn
            dUn = h.T @ (dn * r)
            dWz = x.T @ dz
            dUz = h.T @ dz
            dWr = x.T @ dr
            dUr = h.T @ dr
            """,
            "two-layer-net",
            """
            probs = np.exp(score) / np.sum(np.exp(score), axis=1, keepdims=True)
            dscore = probs
            dscore[range(N), y] -= 1
            dscore /= N
            dW2 = np.dot(hidden.T, dscore)
            db2 = np.sum(dscore, axis=0)
            dhidden = np.dot(dscore, W2.T)
            dhidden[hidden <= 0] = 0
            dW1 = np.dot(X.T, dhidden)
            db1 = np.sum(dhidden, axis=0)
            dX = np.dot(dhidden, W1.T)
            """,
            "logistic-regression",
            """
            dscore = p - y
            dX = dscore[:, None] * w / N
            dw = X.T @ dscore / N
            db = np.sum(dscore) / N
            """,
            "attention",
            """
            dV = weights.T @ dout
            dweights = dout @ V.T
            dscore = weights * (dweights - np.sum(dweights * weights, axis=1, keepdims=True))
            dscore = dscore / np.sqrt(D)
            dQ = dscore @ K
            dK = dscore.T @ Q
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lstm-step           | di do df dg",
                "gru-step            | dn dz dr",
                "two-layer-net       | dhidden",
                "logistic-regression | ",
                "attention           | dscore"
            })
    void areNoErrorsBesideRightGradients(String function, @Nullable String variables) throws Exception {
        Report report = graded(function, PROGRAMS.get(function));
        assertThat(report.passed()).isTrue();
        assertThat(report.firstError()).isNull();
        assertThat(report.marks()).extracting(Mark::status).containsOnly(Status.CORRECT);
        assertThat(report.ignored())
                .extracting(Ignored::name)
                .containsExactlyInAnyOrder(variables == null ? new String[0] : variables.split(" "));
        assertThat(report.ignored()).allSatisfy(ignored -> assertThat(ignored.message())
                .startsWith(ignored.name() + " is not the gradient of ")
                .endsWith(": it is taken as a variable of your own."));
    }

    /** With one wrong line, only the gradient that it assigns is wrong, and it is the first error. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lstm-step           | dx = da @ Wx.T                 | dx = -da @ Wx.T                | dx          | with the other sign: the sign is wrong",
                "lstm-step           | dprev_c = dc * f               | dprev_c = dc                   | dprev_c     | the factor f is missing",
                "gru-step            | dWz = x.T @ dz                 | dWz = -x.T @ dz                | dWz         | with the other sign: the sign is wrong",
                "two-layer-net       | db1 = np.sum(dhidden, axis=0)  | db1 = np.mean(dhidden, axis=0) | db1         | 1/N of the gradient",
                "two-layer-net       | dX = np.dot(dhidden, W1.T)     | dX = -np.dot(dhidden, W1.T)    | dX          | with the other sign: the sign is wrong",
                "logistic-regression | db = np.sum(dscore) / N        | db = np.sum(dscore)            | db          | the division by N is missing",
                "logistic-regression | dw = X.T @ dscore / N          | dw = X.T @ dscore              | dw          | the division by N is missing",
                "attention           | dK = dscore.T @ Q              | dK = -dscore.T @ Q             | dK          | with the other sign: the sign is wrong"
            })
    void areNotTheErrorOfALaterLine(String function, String right, String wrong, String gradient, String reason)
            throws Exception {
        assertThat(PROGRAMS.get(function)).contains(right + "\n");
        Report report = graded(function, PROGRAMS.get(function).replace(right + "\n", wrong + "\n"));
        assertThat(report.firstError()).isEqualTo(gradient);
        Map<String, Mark> marks = marks(report);
        assertThat(marks.remove(gradient)).satisfies(mark -> {
            assertThat(mark.status()).isEqualTo(Status.WRONG);
            assertThat(mark.score()).isZero();
            assertThat(mark.message()).containsIgnoringCase(reason);
        });
        assertThat(marks.values()).extracting(Mark::status).containsOnly(Status.CORRECT);
    }

    /** With an error in a variable, the later gradients are wrong; no message says that a factor is missing that the program has. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gru-step  | (h - n) * z      | (n - h) * z | dWz dUz dx dh",
                "gru-step  | * (1 - n ** 2)   | * 1         | dWn dUn dWr dUr dx dh",
                "lstm-step | * (1 - g ** 2)   | * 1         | dx dprev_h dWx dWh db",
                "attention | - np.sum(dweights * weights, axis=1, keepdims=True) | - 0 | dQ dK"
            })
    void haveNoFactorsMissingThatTheyHave(String function, String right, String wrong, String gradients)
            throws Exception {
        assertThat(PROGRAMS.get(function)).contains(right);
        Report report = graded(function, PROGRAMS.get(function).replace(right, wrong));
        Map<String, Mark> marks = marks(report);
        for (String gradient : gradients.split(" ")) {
            assertThat(marks.get(gradient).status().isRight()).isFalse();
            assertThat(marks.get(gradient).message())
                    .doesNotContain("factor z", "factor 1 - z", "factor r", "factor 1 - r", "division by np.sqrt(D)");
        }
        List<String> others = marks.keySet().stream()
                .filter(name -> marks.get(name).maxScore() > 0)
                .filter(name -> !Arrays.asList(gradients.split(" ")).contains(name))
                .toList();
        assertThat(others)
                .allSatisfy(name -> assertThat(marks.get(name).status()).isEqualTo(Status.CORRECT));
        assertThat(report.firstError()).isIn((Object[]) ("dz dn da dscore dWr dWn " + gradients).split(" "));
    }

    /** A wrong intermediate is the first error if all later gradients follow from it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "two-layer-net       | dhidden = np.dot(dscore, W2.T) | dhidden = np.dot(dscore, 2 * W2.T)   | dhidden",
                "two-layer-net       | dscore /= N                    | dscore /= C                          | dscore",
                "two-layer-net       | dscore[range(N), y] -= 1       | dscore[range(N), y] += 1             | dscore"
            })
    void areErrorsWhereAllThatComesAfterThemFollows(String function, String right, String wrong, String gradient)
            throws Exception {
        Report report = graded(function, PROGRAMS.get(function).replace(right + "\n", wrong + "\n"));
        assertThat(report.firstError()).isEqualTo(gradient);
        assertThat(report.marks()).extracting(Mark::status).contains(Status.FOLLOWS);
    }

    /** A right gradient is no evidence if it does not change with the value, as dmu does not change with dvar. */
    @Test
    void whatHardlyDependsOnAValueShowsNothingOfIt() throws Exception {
        FunctionDefinition function = Situation.define(
                "x N D",
                "out",
                "mu = np.mean(x, axis=0)",
                "xc = x - mu",
                "var = np.mean(xc ** 2, axis=0)",
                "std = np.sqrt(var + 1e-5)",
                "out = xc / std");
        String code =
                """
                dxc = dout / std
                dstd = -np.sum(dout * xc, axis=0) / std ** 2
                dvar = np.mean(0.5 * dstd / std)
                dxc = dxc + 2 * xc * dvar / N
                dmu = -np.sum(dxc, axis=0)
                dx = dxc + dmu / N
                """;
        Report report = graded("normalized", function, code);
        assertThat(report.firstError()).isEqualTo("dvar");
        assertThat(marks(report).get("dvar").status()).isEqualTo(Status.WRONG_SHAPE);
        assertThat(report.ignored()).isEmpty();
    }

    /** A variable of a loop over examples holds the value of the last example, which is no error. */
    @ParameterizedTest
    @ValueSource(strings = {"", "dw = dw / N", "dw = dw / N\ndb = db / N"})
    void areOfOneTurnOfALoop(String end) throws Exception {
        String code =
                """
                dw = np.zeros(D)
                db = 0.0
                for i in range(N):
                    dscore = p[i] - y[i]
                    dw += dscore * X[i]
                    db += dscore
                """
                        + end;
        Report report = graded("logistic-regression", code);
        assertThat(report.ignored())
                .extracting(Ignored::message)
                .containsExactly(
                        "dscore is what the last turn of a loop made, and no gradient of score: it is taken as a"
                                + " variable of your own.");
        Map<String, Mark> marks = marks(report);
        assertThat(marks.get("dw").status()).isEqualTo(end.isEmpty() ? Status.WRONG : Status.CORRECT);
        assertThat(marks.get("db").status()).isEqualTo(end.contains("db") ? Status.CORRECT : Status.WRONG);
        assertThat(marks.get("db").message())
                .startsWith(end.contains("db") ? "Right." : "The division by N is missing");
    }

    private static Map<String, Mark> marks(Report report) {
        return report.marks().stream()
                .collect(Collectors.toMap(Mark::name, mark -> mark, (one, same) -> one, LinkedHashMap::new));
    }

    private static Report graded(String name, String code) throws Exception {
        return graded(name, Engines.SHARED.catalogue().find(name).orElseThrow().function(), code);
    }

    private static Report graded(String name, FunctionDefinition function, String code) throws Exception {
        Map<String, Integer> sizes = new HashMap<>(LENGTHS);
        sizes.keySet().retainAll(function.axes());
        sizes.putAll(function.lengths());
        RandomInputs.Drawn drawn = Engines.SHARED.random().draw(function, sizes, 7);
        Binding binding = new Situation(name, function, drawn.inputs(), drawn.upstream()).binding();
        Map<String, Double> points = function.inputs().stream()
                .map(Declaration::name)
                .filter(input -> code.contains("d" + input + " = "))
                .collect(Collectors.toMap(input -> "d" + input, input -> 1.0));
        Submission submission =
                new Submission(Map.<String, Tensor>of(), Optional.of(code), points, 0.5, Tolerance.DEFAULT, Map.of());
        return Verdicts.GRADER.grade(function, binding, submission, Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
    }
}
