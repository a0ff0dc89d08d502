package dev.dscore.http;

import static com.atlassian.oai.validator.mockmvc.OpenApiValidationMatchers.openApi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Grading over HTTP: what an answer shows, and what it does not. */
@SpringBootTest
@AutoConfigureMockMvc
class GradeApiTests {
    private static final String CONTRACT = "openapi/dscore.yaml";
    // residuals 0.5 and −0.5: dw = X^T residual = (−1, 1.5), db = 0, dy = (−0.5, 0.5)
    private static final String REGRESSION =
            "\"function\": \"linear-regression\", \"inputs\": {\"X\": [[1, 2], [3, -1]], "
                    + "\"w\": [2, 1], \"b\": 0.5, \"y\": [4, 6]}";

    @Autowired
    private MockMvc mvc;

    private ResultActions grade(String rest) throws Exception {
        return mvc.perform(
                post("/v1/grade").contentType(MediaType.APPLICATION_JSON).content("{" + rest + "}"));
    }

    @Test
    void aRightSubmissionGetsAllItsPoints() throws Exception {
        grade(REGRESSION + ", \"submitted\": {\"dw\": [-1, 1.5], \"db\": 0}, \"points\": {\"dw\": 4, \"db\": 2}")
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.score").value(6))
                .andExpect(jsonPath("$.max_score").value(6))
                .andExpect(jsonPath("$.passed").value(true))
                .andExpect(jsonPath("$.first_error").isEmpty())
                .andExpect(jsonPath("$.marks[0].status").value("correct"));
    }

    @Test
    void aWrongSubmissionIsA200WithItsNumbersAndItsReason() throws Exception {
        grade(REGRESSION + ", \"submitted\": {\"dw\": [-0.5, 0.75]}, \"points\": {\"dw\": 4, \"db\": 2}")
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.score").value(0))
                .andExpect(jsonPath("$.first_error").value("dw"))
                .andExpect(jsonPath("$.marks[0].status").value("wrong"))
                .andExpect(jsonPath("$.marks[0].ratio").value(0.5))
                .andExpect(jsonPath("$.marks[0].entries_wrong").value(2))
                .andExpect(jsonPath("$.marks[0].mistake.submitted_formula").value("X.T @ (diff / N)"))
                .andExpect(jsonPath("$.marks[1].status").value("missing"));
    }

    @Test
    void aShapeWithoutSymbolsIsToldOnce() throws Exception {
        mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"function\": \"softmax\", \"seed\": 1, \"submitted\": {\"dW\": [[1]]}}"))
                .andExpect(jsonPath("$.marks[1].message").value("dW is (1, 1); W is (D, C) = (4, 3)"));
    }

    @Test
    void aWrongShapeIsArguedByDimensions() throws Exception {
        mvc.perform(
                        post("/v1/softmax/grade")
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(
                                        "{\"X\": [[1, 2], [3, 4]], \"W\": [[1, 2, 3], [4, 5, 6]], \"b\": [0, 0, 0], \"labels\": [0, 2], "
                                                + "\"submitted\": {\"dW\": [[1, 2], [3, 4], [5, 6]], \"db\": [[1, 2, 3]], \"dX\": [[\"NaN\", 1], [2, 3]]}}"))
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.marks[1].status").value("wrong_shape"))
                .andExpect(jsonPath("$.marks[1].message").value("dW is (3, 2); W is (D, C) = (2, 3): transposed?"))
                .andExpect(jsonPath("$.marks[1].expected[1]").value(3))
                .andExpect(jsonPath("$.marks[2].message").value(containsString("an axis of length 1 is too many")))
                .andExpect(jsonPath("$.marks[0].status").value("not_finite"))
                .andExpect(jsonPath("$.marks[0].message").value(containsString("dX[0, 0] is NaN")));
    }

    @Test
    void whatIsNotFiniteIsToldWithItsCause() throws Exception {
        mvc.perform(post("/v1/softmax/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"X\": [[1000]], \"W\": [[0, 1]], \"b\": [0, 0], \"labels\": [0], \"code\": "
                                + "\"E = np.exp(score)\\nP = E / np.sum(E, axis=1, keepdims=True)\\ndW = X.T @ (P - one_hot(y, C)) / N\","
                                + "\"points\": {\"dW\": 1}}"))
                .andExpect(status().isOk())
                .andExpect(
                        jsonPath("$.marks[0].message")
                                .value(
                                        "dW[0, 1] is NaN: score goes beyond 709, where exp overflows: take the largest of each row out before exp."));
    }

    /** Residuals 1 and 2 of y = 0; the code sees X, w, b, y and diff. */
    private static final String PRICES = "\"function\": \"linear-regression\", \"inputs\": {\"X\": [[1, 0], [0, 2]], "
            + "\"w\": [1, 1], \"b\": 0, \"y\": [0, 0]}, \"points\": {\"dw\": 1}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            dw = X.T @ diff / (w - w)                     | dw[0] is Infinity: w - w is 0 at [0], and something is divided by it.
            zero = w - w\\ndw = X.T @ diff / zero         | dw[0] is Infinity: zero[0] is 0, and something is divided by it.
            dw = X.T @ diff * np.log(w - 1)               | dw[0] is -Infinity: w - 1 is 0 at [0], and log takes it.
            big = 800 * w\\ndw = np.exp(big) * (X.T @ diff) | dw[0] is Infinity: big goes beyond 709, where exp overflows.
            big = 800 * w\\ne = np.exp(big)\\ndw = e / np.sum(e) | dw[0] is NaN: big goes beyond 709, where exp overflows: take the largest of each row out before exp.
            dw = X.T @ diff * 1e300 * 1e300               | dw[0] is Infinity.
            unused = np.exp(800 * w)\\ndw = w * 1e300 * 1e300 | dw[0] is Infinity.
            """)
    void aCauseOfWhatIsNotFiniteIsToldOnlyWhereTheCodeHasIt(String code, String message) throws Exception {
        grade(PRICES + ", \"code\": \"" + code + "\"")
                .andExpect(jsonPath("$.marks[0].status").value("not_finite"))
                .andExpect(jsonPath("$.marks[0].message").value(message));
    }

    @Test
    void anArrayThatIsNotFiniteIsExplainedOnlyByTheFormulaItself() throws Exception {
        String large = PRICES.replace("[[1, 0], [0, 2]]", "[[900, 0], [0, 2000]]");
        grade(large + ", \"submitted\": {\"dw\": [1, NaN]}")
                .andExpect(jsonPath("$.marks[0].message").value("dw[1] is NaN."));
        mvc.perform(post("/v1/softmax/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"X\": [[1000]], \"W\": [[0, 1]], \"b\": [0, 0], \"labels\": [0], "
                                + "\"points\": {\"dW\": 1}, \"submitted\": {\"dW\": [[NaN, 0]]}}"))
                .andExpect(jsonPath("$.marks[0].message")
                        .value("dW[0, 0] is NaN: score goes beyond 709, where exp overflows:"
                                + " take the largest of each row out before exp."));
    }

    @Test
    void sizesOfErrorsAreToldToTwoDigitsAndNothingOfWhatCodeComputed() throws Exception {
        String wrong = REGRESSION + ", \"points\": {\"dw\": 1}, ";
        String array = wrong + "\"submitted\": {\"dw\": [-0.87654321, 1.23456789]}";
        grade(array)
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.marks[0].max_absolute_error").value(0.27))
                .andExpect(jsonPath("$.marks[0].ratio").value(0.84))
                .andExpect(jsonPath("$.marks[0].worst.index[0]").value(1))
                .andExpect(jsonPath("$.marks[0].worst.submitted").value(1.23456789))
                .andExpect(jsonPath("$.check.by_gradient.dw.worst").doesNotExist());
        grade(array + ", \"reveal\": \"answers\"")
                .andExpect(jsonPath("$.marks[0].max_absolute_error").value(1.5 - 1.23456789));
        String code = wrong + "\"code\": \"dw = X.T @ diff * 0.87654321\"";
        grade(code)
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.marks[0].worst.index[0]").value(1))
                .andExpect(jsonPath("$.marks[0].worst.submitted").doesNotExist());
        grade(code + ", \"reveal\": \"answers\"")
                .andExpect(jsonPath("$.marks[0].worst.submitted").isNumber());
    }

    /** Of hidden inputs: each code makes a number of them as large as an error, a ratio, an index or a cause can be. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            dw = X.T @ diff * 2 / N * b                        | wrong      | In every entry about 1.2 times the gradient.
            dw = X.T @ diff * 2 / N * (b - 1.0345678)          | wrong      | Exactly 0.2 times the gradient.
            dw = 1e6 * b * w                                   | wrong      | 2 of 2 entries are wrong; the worst is dw[0].
            dw = np.exp(1e6 * b * w)                           | not_finite | dw[0] is Infinity: 1e6 * b * w goes beyond 709, where exp overflows.
            """)
    void noMessageSaysANumberThatCodeReadFromTheInputs(String code, String status, String message) throws Exception {
        String hidden = REGRESSION.replace("\"b\": 0.5", "\"b\": 1.2345678");
        String answer = grade(hidden + ", \"points\": {\"dw\": 1}, \"code\": \"" + code + "\"")
                .andExpect(jsonPath("$.marks[0].status").value(status))
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
        assertThat(answer).contains("\"message\":\"" + message).doesNotContain("1.23", "2345");
    }

    /** Of hidden inputs, b is 1.2345678: the same in lengths, indices and texts. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            dw = np.zeros([int(b * 1e7), int(b * 1e6)])                | failed
            dw = np.zeros([0, int(b * 1e15)])                          | failed
            dw = np.zeros([1] * 31 + [int(b * 1e4)])                   | wrong_shape
            dw = np.zeros(int(b * 1e4))                                | wrong_shape
            dw = np.zeros(3)[int(b * 1e4)]                             | failed
            dw = np.broadcast_to(np.zeros(5), (5, int(b * 1e4)))       | failed
            dw = {}[str(b)]                                            | failed
            dw = 0; assert False, str(b); dw = 1                       | failed
            dw = getattr(X, 'x' + str(int(b * 1e4)))                   | failed
            """)
    void noStopTellsWhatCodeReadFromTheInputs(String code, String status) throws Exception {
        String hidden = REGRESSION.replace("\"b\": 0.5", "\"b\": 1.2345678");
        for (String reveal : List.of("verdict", "errors")) {
            String answer = grade(hidden + ", \"points\": {\"dw\": 1}, \"reveal\": \"" + reveal + "\", \"code\": \""
                            + code + "\"")
                    .andExpect(jsonPath("$.marks[0].status").value(status))
                    .andReturn()
                    .getResponse()
                    .getContentAsString(StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("1234", "2345", "1.23");
        }
        String all = grade(hidden + ", \"points\": {\"dw\": 1}, \"reveal\": \"answers\", \"code\": \"" + code + "\"")
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
        assertThat(all).contains("234");
    }

    @Test
    void noEntryOfTheAnswerIsReadOffTheSizeOfAnError() throws Exception {
        // dw = (-1, 1.5): with all its digits 1000 - max_absolute_error would be 1.5
        grade(REGRESSION + ", \"points\": {\"dw\": 1}, \"submitted\": {\"dw\": [0, 1000]}")
                .andExpect(jsonPath("$.marks[0].max_absolute_error").value(1000.0))
                .andExpect(jsonPath("$.marks[0].difference").value(1.0))
                .andExpect(jsonPath("$.marks[0].relative_error").value(1.0));
        // a multiple gives the answer where the ratio has all its digits
        grade(REGRESSION + ", \"points\": {\"dw\": 1}, \"submitted\": {\"dw\": [-3.1415926, 4.7123889]}")
                .andExpect(jsonPath("$.marks[0].ratio").value(3.1))
                .andExpect(jsonPath("$.marks[0].message").value("In every entry about 3.1 times the gradient."));
    }

    @Test
    void aStopSaysNoIndexThatCodeReadFromTheLabels() throws Exception {
        grade("\"function\": \"softmax\", \"seed\": 1, \"points\": {\"dscore\": 1}, \"code\": "
                        + "\"p = score * 1\\np[range(N), y + 100] -= 1\\ndscore = p\"")
                .andExpect(jsonPath("$.stopped.message")
                        .value("p[range(N), y + 100] -= 1: y + 100 has an entry outside an axis of length C = 3"));
    }

    @Test
    void whereEveryPointIsGotNothingIsAnError() throws Exception {
        // the division by N comes late, and is there
        String code = ", \"code\": \"ddiff = 2 * diff\\ndw = X.T @ ddiff / N\"";
        grade(REGRESSION + ", \"points\": {\"dw\": 4}" + code)
                .andExpect(jsonPath("$.passed").value(true))
                .andExpect(jsonPath("$.first_error").isEmpty())
                .andExpect(jsonPath("$.marks[1].name").value("ddiff"))
                .andExpect(jsonPath("$.marks[1].status").value("correct"))
                .andExpect(jsonPath("$.marks[1].message")
                        .value("Compared with N times the gradient, as the gradients derived from it use it. Right."));
        grade(REGRESSION + ", \"points\": {\"dw\": 4, \"ddiff\": 1}" + code)
                .andExpect(jsonPath("$.first_error").value("ddiff"));
        mvc.perform(post("/v1/grade?format=gradescope")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{" + REGRESSION + ", \"points\": {\"dw\": 4}" + code + "}"))
                .andExpect(jsonPath("$.tests.length()").value(1))
                .andExpect(jsonPath("$.tests[0].status").value("passed"));
    }

    @Test
    void whereTheCodeStoppedStandsAtTheHeadOfTheReport() throws Exception {
        String code = ", \"code\": \"dw = 2 * X.T @ diff / N\\ndb = np.sum(difff)\"";
        grade(REGRESSION + ", \"points\": {\"dw\": 4, \"db\": 1}" + code)
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.stopped.line").value(2))
                .andExpect(jsonPath("$.stopped.text").value("db = np.sum(difff)"))
                .andExpect(jsonPath("$.stopped.message").value(containsString("did you mean diff?")))
                .andExpect(jsonPath("$.marks[1].status").value("failed"));
        grade(REGRESSION + ", \"points\": {\"dw\": 4}" + code)
                .andExpect(jsonPath("$.passed").value(true))
                .andExpect(jsonPath("$.stopped.line").value(2));
    }

    @Test
    void anAnswerRoundedForTheEyeIsToldSoAndStaysWrong() throws Exception {
        mvc.perform(post("/v1/softmax/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"X\": [[0]], \"W\": [[1, 2]], \"b\": [0, 1], \"labels\": [0], "
                                + "\"points\": {\"db\": 1}, \"submitted\": {\"db\": [-0.731, 0.731]}}"))
                .andExpect(jsonPath("$.marks[0].status").value("wrong"))
                .andExpect(jsonPath("$.marks[0].message")
                        .value("Right to 3 decimals, and no further: more digits are wanted."));
    }

    @Test
    void aScalarIsCalledByItsName() throws Exception {
        grade(REGRESSION + ", \"submitted\": {\"db\": 17.25}, \"points\": {\"db\": 1}")
                .andExpect(jsonPath("$.marks[0].message").value("db is wrong."));
        grade(REGRESSION + ", \"submitted\": {\"db\": NaN}, \"points\": {\"db\": 1}")
                .andExpect(jsonPath("$.marks[0].message").value("db is NaN."));
        grade(REGRESSION + ", \"submitted\": {\"db\": [1, 2]}, \"points\": {\"db\": 1}")
                .andExpect(jsonPath("$.marks[0].message").value(containsString("b is a scalar: it is not summed")));
    }

    /** Computed in float32 or float16, as in torch, a right gradient has few right digits. */
    @ParameterizedTest
    @CsvSource({
        "float64, 1.00005, wrong",
        "float32, 1.0000005, correct",
        "float32, 1.00005, wrong",
        "float16, 1.001, correct",
        "float16, 1.1, wrong"
    })
    void anArrayIsHeldToTheDigitsThatItsTypeHas(String dtype, double factor, String status) throws Exception {
        String submitted = String.format(
                Locale.ROOT,
                ", \"submitted\": {\"dw\": {\"shape\": [2], \"dtype\": \"%s\", \"data\": [%s, %s]}}, \"points\": {\"dw\": 1}",
                dtype,
                -1 * factor,
                1.5 * factor);
        mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{" + REGRESSION + submitted + "}"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.marks[0].status").value(status));
    }

    @Test
    void noExpectedValueLeavesUnlessTheAuthorSaysSo() throws Exception {
        String wrong = REGRESSION + ", \"submitted\": {\"dw\": [0.123, 0.456]}, \"points\": {\"dw\": 1}";
        String errors = grade(wrong).andReturn().getResponse().getContentAsString(StandardCharsets.UTF_8);
        assertThat(errors).doesNotContain("-1.0", "1.5", "analytic", "numeric", "\"answer\"");
        String verdict = grade(wrong + ", \"reveal\": \"verdict\"")
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(verdict)
                .isEqualTo("{\"score\":0.0,\"max_score\":1.0,\"passed\":false,\"first_error\":null,"
                        + "\"marks\":[{\"name\":\"dw\",\"status\":\"wrong\",\"score\":0.0,\"max_score\":1.0}]}");
        grade(wrong + ", \"reveal\": \"answers\"")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.marks[0].answer[1]").value(1.5))
                .andExpect(jsonPath("$.marks[0].worst.expected").value(-1));
    }

    @Test
    void inputsCanBeDrawnInsteadOfSent() throws Exception {
        grade(
                        "\"function\": \"relu\", \"sizes\": {\"N\": 2, \"D\": 2}, \"seed\": 9, \"submitted\": {\"dx\": [[0, 0], [0, 0]]}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.marks[0].status").value("wrong"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"np.sum(dH, axis=0)", "np.sum(dH, axis=0, keepdims=True)"})
    void aBiasThatWasDrawnMayBeTakenAsAVectorOrAsARow(String db) throws Exception {
        String graded = "\"function\": \"affine\", \"points\": {\"db\": 1}, \"code\": \"db = " + db + "\"";
        grade(graded + ", \"seed\": 4").andExpect(jsonPath("$.passed").value(true));
        String sent = ", \"inputs\": {\"X\": [[1]], \"W\": [[2, 3]], \"b\": [[4, 5]]}, \"upstream\": {\"H\": [[1, 1]]}";
        grade(graded + sent).andExpect(jsonPath("$.passed").value(db.contains("keepdims")));
        grade(
                        "\"function\": \"affine\", \"points\": {\"db\": 1}, \"seed\": 4, \"submitted\": {\"db\": [[1], [2], [3]]}")
                .andExpect(jsonPath("$.marks[0].status").value("wrong_shape"));
    }

    @Test
    void atAKinkEverySubgradientIsRight() throws Exception {
        String relu =
                "\"function\": \"relu\", \"inputs\": {\"x\": [[1, 0, -1]]}, \"upstream\": {\"out\": [[1, 2, 3]]}, ";
        for (String entry : new String[] {"0", "1", "2"}) {
            grade(relu + "\"submitted\": {\"dx\": [[1, " + entry + ", 0]]}")
                    .andExpect(jsonPath("$.passed").value(true));
        }
        for (String entry : new String[] {"-0.5", "2.5"}) {
            grade(relu + "\"submitted\": {\"dx\": [[1, " + entry + ", 0]]}")
                    .andExpect(jsonPath("$.marks[0].status").value("wrong"));
        }
    }

    private ResultActions gradeAs(String format, MediaType accept) throws Exception {
        return mvc.perform(post("/v1/grade" + format)
                .contentType(MediaType.APPLICATION_JSON)
                .accept(accept)
                .content("{" + REGRESSION + ", \"submitted\": {\"dw\": [-0.5, 0.75], \"db\": 0}, "
                        + "\"points\": {\"dw\": 3, \"db\": 1}}"));
    }

    @Test
    void theReportIsProjectedIntoWhatEachAutograderWritesDown() throws Exception {
        gradeAs("?format=gradescope", MediaType.ALL)
                .andExpect(jsonPath("$.score").value(1))
                .andExpect(jsonPath("$.output_format").value("simple_format"))
                .andExpect(jsonPath("$.visibility").value("visible"))
                .andExpect(jsonPath("$.tests[0].name").value("dw"))
                .andExpect(jsonPath("$.tests[0].number").value("1"))
                .andExpect(jsonPath("$.tests[0].status").value("failed"))
                .andExpect(jsonPath("$.tests[0].score").value(0))
                .andExpect(jsonPath("$.tests[0].max_score").value(3))
                .andExpect(jsonPath("$.tests[1].status").value("passed"));
        gradeAs("?format=prairielearn", MediaType.ALL)
                .andExpect(jsonPath("$.gradable").value(true))
                .andExpect(jsonPath("$.score").value(0.25))
                .andExpect(jsonPath("$.tests[1].points").value(1))
                .andExpect(jsonPath("$.tests[1].max_points").value(1));
        gradeAs("?format=submitty", MediaType.ALL)
                .andExpect(jsonPath("$.status").value("success"))
                .andExpect(jsonPath("$.data.score").value(0.25))
                .andExpect(jsonPath("$.data.status").value("warning"))
                .andExpect(jsonPath("$.data.message[0].status").value("failure"));
        String[] lines = gradeAs("?format=autolab", MediaType.ALL)
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8)
                .split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0])
                .startsWith(
                        "{\"_presentation\":\"semantic\",\"stages\":[\"Gradients\"],\"Gradients\":{\"dw\":{\"passed\":false,");
        assertThat(lines[1]).isEqualTo("{\"scores\":{\"dw\":0.0,\"db\":1.0}}");
        gradeAs("?format=canvas", MediaType.ALL)
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.detail").value("format must be gradescope, prairielearn, autolab or submitty"));
    }

    @Test
    void theReportIsTextWhereTextIsAskedFor() throws Exception {
        assertThat(gradeAs("", MediaType.TEXT_PLAIN)
                        .andReturn()
                        .getResponse()
                        .getContentAsString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        1 of 4; first error: dw
                        dw  0/3  wrong  Exactly 0.5 times the gradient: the factor 2 is missing; or it is divided by N once too often; or it is divided by D once too often: these numbers cannot tell, inputs with axes of other lengths could.
                        db  1/1  correct  Right.
                        """);
        assertThat(gradeAs("", MediaType.TEXT_MARKDOWN)
                        .andReturn()
                        .getResponse()
                        .getContentAsString(StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        **1 of 4; first error: dw**

                        | gradient | points | | |
                        |---|---|---|---|
                        | dw | 0/3 | wrong | Exactly 0.5 times the gradient: the factor 2 is missing; or it is divided by N once too often; or it is divided by D once too often: these numbers cannot tell, inputs with axes of other lengths could. |
                        | db | 1/1 | correct | Right. |
                        """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "points": {"dq": 1}                           | 422 | unknown-name   | /points/dq           | dq is not a gradient of this function; known here: dX, db, ddiff
            "points": {"dw": -1}                          | 422 | invalid-option | /points/dw           | dw is worth -1.0
            "follow_through": 2                           | 422 | invalid-option | /follow_through      | follow_through is 2.0; it must be 0 … 1
            "tolerance": {"rtol": -1}                     | 422 | invalid-option | /tolerance/rtol      | rtol is -1.0
            "tolerance": {"dtype": "int8"}                | 422 | invalid-option | /tolerance/dtype     | dtype must be
            "reveal": "all"                               | 422 | invalid-option | /reveal              | reveal must be
            "seed": 3                                     | 422 | invalid-option | /inputs              | either sent or drawn
            "submitted": [[1, 2]]                         | 400 | wrong-type     | /submitted           | /submitted must be an object
            "submitted": 3                                | 400 | wrong-type     | /submitted           | /submitted must be an object
            "solution": 1                                 | 400 | unknown-field  | /solution            | there is no field solution
            """)
    void whatTheCallerGotWrongIsSaid(String field, int status, String type, String pointer, String detail)
            throws Exception {
        grade(REGRESSION + ", " + field)
                .andExpect(status().is(status))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:" + type))
                .andExpect(jsonPath("$.pointer").value(pointer))
                .andExpect(jsonPath("$.detail").value(containsString(detail)));
    }

    private ResultActions batch(String body) throws Exception {
        return mvc.perform(post("/v1/grade/batch")
                .contentType(MediaType.APPLICATION_NDJSON)
                .content(body));
    }

    @Test
    void aClassIsGradedInOrderAndABadLineStopsNobody() throws Exception {
        StringBuilder body = new StringBuilder("{" + REGRESSION + ", \"points\": {\"dw\": 2}}\n");
        for (int i = 0; i < 1000; i++) {
            String line =
                    switch (i % 4) {
                        case 0 -> "{\"id\": " + i + ", \"submitted\": {\"dw\": [-1, 1.5]}}";
                        case 1 -> "{\"id\": " + i + ", \"code\": \"dw = 2 * X.T @ diff / N\"}";
                        case 2 -> "{\"id\": " + i + ", \"submitted\": {\"dw\": [1, 2, 3]}}";
                        default -> "{\"id\": " + i + ", \"submitted\": {\"dv\": 1}}";
                    };
            body.append(line).append(i % 100 == 0 ? "\n\n" : "\n");
        }
        String[] lines = batch(body + "not json\n")
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8)
                .split("\n");
        assertThat(lines).hasSize(1001);
        for (int i = 0; i < 1000; i++) {
            assertThat(lines[i]).startsWith("{\"id\":" + i + ",");
            switch (i % 4) {
                case 0, 1 -> assertThat(lines[i]).contains("\"score\":2.0", "\"passed\":true");
                case 2 -> assertThat(lines[i]).contains("\"wrong_shape\"", "dw is (3,)");
                default -> assertThat(lines[i]).contains("\"ignored\":[{\"name\":\"dv\"", "\"missing\"");
            }
        }
        assertThat(lines[1000]).contains("\"error\":{", "urn:dscore:problem:malformed-json");
    }

    @Test
    void whatIsWrongWithWhatAllShareIsSaidAtOnce() throws Exception {
        batch("")
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.detail").value(containsString("the body is empty")));
        batch("null\nnull")
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.detail").value("the first line is a JSON object"));
        batch("{\"function\": \"softmx\"}\n{}")
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.pointer").value("/function"));
        batch("{\"function\"")
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:malformed-json"));
        batch("{" + REGRESSION + ", \"points\": {\"dq\": 1}}\n{}")
                .andExpect(status().is(422))
                .andExpect(jsonPath("$.pointer").value("/points/dq"));
    }

    @Test
    void theReportForEyesShowsWhereTheErrorsLieAndMarksTheLine() throws Exception {
        String code =
                "# <script>alert(1)</script>\\nresidual = X @ w + b - y\\ndw = X @ residual\\ndb = np.sum(residual)";
        String html = html(REGRESSION + ", \"code\": \"" + code + "\"");
        assertThat(html).contains("# &lt;script&gt;").doesNotContain("<script").doesNotContain("http");
        assertThat(html).containsPattern("font-weight:700;padding-left:6px\">3 ✗");
        String arrays = html(REGRESSION + ", \"submitted\": {\"dw\": [-1, 1.6], \"db\": 0}");
        // the largest entry is 1.5, the second is off by 0.1: under 10 % of it
        assertThat(arrays).contains("<path stroke=\"#fc8d59\" d=\"M1 0h1\"/>").contains("D →");
        assertThat(arrays.indexOf(">db<")).isGreaterThan(0);
    }

    @Test
    void theReportForEyesTellsNoMoreThanTheVerdictWhereThatIsAllThatMayLeave() throws Exception {
        String html = html(REGRESSION + ", \"submitted\": {\"dw\": [-1, 1.6]}, \"reveal\": \"verdict\"");
        assertThat(html)
                .contains("wrong")
                .doesNotContain("svg")
                .doesNotContain("relative error")
                .doesNotContain("worst");
    }

    @Test
    void theReportForEyesStaysSmall() throws Exception {
        String matrix = noise(200, 90);
        String code = ("# " + "&<>\\\"'=".repeat(40) + "\\n").repeat(50) + "q = 1";
        String html = html("\"function\": {\"inputs\": {\"a\": \"M K\", \"c\": \"M K\", \"e\": \"M K\"}, \"code\": "
                + "\"s = np.sum(a * c * e)\", \"output\": \"s\"}, \"inputs\": {\"a\": " + matrix + ", \"c\": " + matrix
                + ", \"e\": " + matrix + "}, \"submitted\": {\"da\": " + matrix + ", \"dc\": " + matrix + ", \"de\": "
                + matrix + "}, \"code\": \"" + code + "\"");
        assertThat(html.split("<svg", -1)).hasSize(4);
        assertThat(html).contains("the worst of 9 × 4 entries");
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isBetween(10_000, 64_000);
    }

    @ParameterizedTest
    @CsvSource({"4, 1, 2", "12, 1, 2", "30, 1, 4", "30, 90, 8"})
    void eachWrongGradientHasItsMapHoweverManyThereAre(int wrong, int nameLength, int entriesOfACell) throws Exception {
        String matrix = noise(48, 48), name = "v".repeat(nameLength);
        StringJoiner inputs = new StringJoiner(","), values = new StringJoiner(","), submitted = new StringJoiner(",");
        StringJoiner sum = new StringJoiner(" + ");
        for (int i = 0; i < wrong; i++) {
            String input = name + i, axis = name.toUpperCase(Locale.ROOT);
            inputs.add("\"" + input + "\": \"" + axis + " " + axis + "K\"");
            values.add("\"" + input + "\": " + matrix);
            submitted.add("\"d" + input + "\": " + matrix);
            sum.add("np.sum(" + input + ")");
        }
        String html = html("\"function\": {\"inputs\": {" + inputs + "}, \"code\": \"s = " + sum
                + "\", \"output\": \"s\"}, \"inputs\": {" + values + "}, \"submitted\": {" + submitted + "}");
        assertThat(html.split("<svg", -1)).hasSize(wrong + 1);
        assertThat(html).contains("the worst of " + entriesOfACell + " × " + entriesOfACell + " entries");
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(64_000);
    }

    // off from 1 by a thousandth to ten
    private static String noise(int rows, int columns) {
        var random = new java.util.Random(1);
        StringJoiner matrix = new StringJoiner(",", "[", "]");
        for (int row = 0; row < rows; row++) {
            StringJoiner entries = new StringJoiner(",", "[", "]");
            for (int column = 0; column < columns; column++)
                entries.add(String.valueOf(1 + Math.pow(10, 4 * random.nextDouble() - 3)));
            matrix.add(entries.toString());
        }
        return matrix.toString();
    }

    private String html(String rest) throws Exception {
        return mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .accept(MediaType.TEXT_HTML)
                        .content("{" + rest + "}"))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
    }

    /** A vector that came as a vector is one in the code, as an array is compared in the shape in which its input came. */
    @Test
    void codeSeesABiasInTheShapeInWhichItCame() throws Exception {
        String code = String.join(
                "\\n",
                "dW = np.zeros_like(W)",
                "db = np.zeros_like(b)",
                "for i in range(N):",
                "    f = X[i].dot(W) + b",
                "    p = np.exp(f) / np.sum(np.exp(f))",
                "    for j in range(C):",
                "        g = p[j] - (j == y[i])",
                "        dW[:, j] += g * X[i] / N",
                "        db[j] += g / N");
        mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"function\": \"softmax\", \"inputs\": {\"X\": [[1.0, 2], [3, -1]], "
                                + "\"W\": [[0.1, 0.2, 0.3], [0.4, 0.5, -0.6]], \"b\": [0.1, 0.2, 0.3], \"y\": [0, 2]}, "
                                + "\"points\": {\"dW\": 1, \"db\": 1}, \"code\": \"" + code + "\"}"))
                .andExpect(jsonPath("$.marks[0].status").value("correct"))
                .andExpect(jsonPath("$.marks[1].status").value("correct"));
    }
}
