package dev.dscore.http;

import static com.atlassian.oai.validator.mockmvc.OpenApiValidationMatchers.openApi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.charset.StandardCharsets;
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

/** The softmax call as its contract has it; requests and answers are held against openapi/dscore.yaml. */
@SpringBootTest(properties = {"dscore.limits.body=1MB", "dscore.limits.elements=5000"})
@AutoConfigureMockMvc
class SoftmaxApiTests {
    private static final String CONTRACT = "openapi/dscore.yaml";
    private static final String X = "\"X\": [[1, 2], [3, 4]]";
    private static final String W = "\"W\": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]";
    private static final String B = "\"b\": [0, 0, 0]";
    private static final String LABELS = "\"labels\": [0, 2]";

    @Autowired
    private MockMvc mvc;

    private ResultActions send(String... fields) throws Exception {
        return sendBody("{" + String.join(", ", fields) + "}");
    }

    private ResultActions sendBody(String body) throws Exception {
        return sendBytes(body.getBytes(StandardCharsets.UTF_8));
    }

    private ResultActions sendBytes(byte[] body) throws Exception {
        return mvc.perform(post("/v1/softmax/gradients")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    private static void isProblem(ResultActions result, int status, String type, String pointer, String detail)
            throws Exception {
        result.andExpect(status().is(status))
                .andExpect(content().contentType(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(jsonPath("$.status").value(status))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:" + type))
                .andExpect(jsonPath("$.detail").value(containsString(detail)));
        if (pointer != null) result.andExpect(jsonPath("$.pointer").value(pointer));
        else result.andExpect(jsonPath("$.pointer").doesNotExist());
        String body = result.andReturn().getResponse().getContentAsString(StandardCharsets.UTF_8);
        assertThat(body).doesNotContain("dev.dscore", "jackson", "springframework", "Exception", "java.");
    }

    @Test
    void theAnswerHoldsLossGradientsAndCheck() throws Exception {
        send(X, W, B, LABELS)
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.loss").isNumber())
                .andExpect(jsonPath("$.gradients", aMapWithSize(3)))
                .andExpect(jsonPath("$.gradients.dX[1][1]").isNumber())
                .andExpect(jsonPath("$.gradients.dW[1][2]").isNumber())
                .andExpect(jsonPath("$.gradients.db[2]").isNumber())
                .andExpect(jsonPath("$.check.passed").value(true))
                .andExpect(jsonPath("$.check.method")
                        .value("central differences: second order where it settles, else fourth order"))
                .andExpect(jsonPath("$.check.entries").value(13))
                .andExpect(jsonPath("$.check.entries_checked").value(13))
                .andExpect(jsonPath("$.check.entries_not_differentiable").value(0))
                .andExpect(
                        jsonPath("$.check.by_gradient.dW.worst.index.length()").value(2))
                .andExpect(jsonPath("$.check.by_gradient.dW.worst.error_bound").isNumber())
                .andExpect(header().string("Server-Timing", containsString("verify;dur=")));
    }

    @Test
    void theGradientOfABiasComesBackInTheShapeInWhichItCame() throws Exception {
        send(X, W, "\"b\": [[0, 0, 0]]", "\"y\": [0, 2]")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.gradients.db.length()").value(1))
                .andExpect(jsonPath("$.gradients.db[0].length()").value(3));
    }

    @Test
    void onlyTheGradientsAskedForComeBackInTheirOrder() throws Exception {
        send(X, W, B, LABELS, "\"gradients\": [\"dscore\", \"db\"]")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.gradients", aMapWithSize(2)))
                .andExpect(jsonPath("$.gradients.dscore.length()").value(2))
                .andExpect(jsonPath("$.check.by_gradient.dscore.passed").value(true))
                .andExpect(jsonPath("$.check.entries").value(3 + 6));
        send(X, W, B, LABELS, "\"gradients\": []")
                .andExpect(jsonPath("$.gradients", aMapWithSize(0)))
                .andExpect(jsonPath("$.check.entries_checked").value(13));
    }

    @Test
    void theCheckCanBeSampledOrGivenAStep() throws Exception {
        send(X, W, B, LABELS, "\"check\": {\"coverage\": \"directions\", \"directions\": 4}")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.check.passed").value(true))
                .andExpect(jsonPath("$.check.method")
                        .value("central differences: second order where it settles, else fourth order,"
                                + " along 4 random directions"));
        send(X, W, B, LABELS, "\"check\": {\"coverage\": \"every_entry\", \"step\": null, \"directions\": 16}")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.check.passed").value(true));
        send(X, W, B, LABELS, "\"check\": {\"step\": 0.001}")
                .andExpect(jsonPath("$.check.passed").value(true));
    }

    @Test
    void theSameRequestGetsTheSameBytes() throws Exception {
        byte[] first = send(X, W, B, LABELS).andReturn().getResponse().getContentAsByteArray();
        for (int i = 0; i < 5; i++) {
            assertThat(send(X, W, B, LABELS).andReturn().getResponse().getContentAsByteArray())
                    .isEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"shape\": [2, 2], \"dtype\": \"float64\", \"data\": [1, 2, 3, 4]}",
                "{\"data\": [[1, 2], [3, 4]], \"shape\": [2, 2]}",
                "{\"shape\": [2, 2], \"dtype\": \"FP32\", \"b64\": \"AACAPwAAAEAAAEBAAACAQA==\"}",
                "{\"shape\": [2, 2], \"dtype\": \"float16\", \"b64\": \"ADwAQABCAEQ=\"}",
                "{\"shape\": [2, 2], \"dtype\": \"int32\", \"b64\": \"AQAAAAIAAAADAAAABAAAAA==\"}",
                "{\"shape\": [2, 2], \"dtype\": \"uint8\", \"b64\": \"AQIDBA==\"}"
            })
    void everySpellingOfAnArrayIsTheSameArray(String spelling) throws Exception {
        String expected = send(X, W, B, LABELS).andReturn().getResponse().getContentAsString();
        send("\"X\": " + spelling, W, B, LABELS)
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(content().string(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"shape": [2, 2], "data": [1, 2, 3]}               | 400 | malformed-array | data has 3 numbers; the shape (2, 2) takes 4
            {"shape": [2, 2], "b64": "AACAPw=="}                | 400 | malformed-array | b64 holds 4 bytes; (2, 2) of float64 takes 32
            {"shape": [2, 2], "b64": "%%"}                      | 400 | malformed-array | this is not base64
            {"shape": [2, 2], "dtype": "object", "data": [1]}   | 400 | malformed-array | dtype is one of float64
            {"shape": [2, 2]}                                   | 400 | malformed-array | one of data and b64 must be given
            {"data": [1]}                                       | 400 | malformed-array | shape is missing
            {"shape": [-2], "data": [1]}                        | 400 | malformed-array | whole numbers from 0 on
            {"shape": [99999, 99999], "b64": ""}                | 413 | too-large       | at most 5000 entries
            {"shape": [1], "dtype": "int64", "data": [1.5]}     | 400 | malformed-array | 1.5 is no int64
            """)
    void anArrayWhosePartsContradictEachOtherIsRefused(String spelling, int status, String type, String detail)
            throws Exception {
        ResultActions result = send("\"X\": " + spelling, W, B, LABELS);
        result.andExpect(status().is(status))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:" + type))
                .andExpect(jsonPath("$.detail").value(containsString(detail)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            textBlock =
                    """
            {"X": [[1, 2], [3, 4]]                | malformed-json  | -        | the JSON ends too early
            hello                                 | malformed-json  | -        | the JSON cannot be read: line 1, column 1
            {"X": [[1, 2], [3, 4]]} {}            | malformed-json  | -        | something follows the JSON object
            null                                  | malformed-json  | -        | the body is empty; send a JSON object
            [1, 2]                                | wrong-type      | ``       | the body must be an object
            "X"                                   | wrong-type      | ``       | the body must be an object
            {"X": [[1, 2]], "X": [[1, 2]]}        | duplicate-field | /X       | given twice
            {"X": [[1, 2]], "x": 1}               | unknown-field   | /x       | there is no field x; the fields are
            {"check": {"steps": 1}}               | unknown-field   | /check/steps | there is no field steps; the fields are coverage, directions, step
            {"X": [[1, 2], [3]]}                  | ragged-array    | /X/1     | this list has 1 entries; those before it have 2
            {"X": [[1, 2], 3]}                    | ragged-array    | /X/1     | a number stands where a list belongs
            {"X": [1, [2, 3]]}                    | ragged-array    | /X/1     | a list stands where a number belongs
            {"X": [[], [1]]}                      | ragged-array    | /X/1     | this list has 1 entries; those before it have 0
            {"X": [[1, "2.5"]]}                   | wrong-type      | /X/0/1   | "2.5" is a string; a number belongs here
            {"X": "AAAAAAAA8D8="}                 | wrong-type      | /X       | is a string; a number belongs here
            {"X": [[1, true]]}                    | wrong-type      | /X/0/1   | true and false are not numbers
            {"X": [[1, null]]}                    | wrong-type      | /X/0/1   | null is not a number
            {"X": [[1, {}]]}                      | wrong-type      | /X/0/1   | an object stands where a number belongs
            {"X": [[[[[[[[[1]]]]]]]]]}            | wrong-type      | /X/0/0/0/0/0/0/0/0 | at most 8 axes
            {"gradients": "dW"}                   | wrong-type      | /gradients | /gradients must be a list
            {"gradients": [1]}                    | wrong-type      | /gradients/0 | /gradients/0 must be a string
            {"check": {"step": "small"}}          | wrong-type      | /check/step | /check/step must be a number
            {"check": {"directions": 1.5}}        | wrong-type      | /check/directions | /check/directions must be a whole number
            {"check": 3}                          | wrong-type      | /check   | /check must be an object
            """)
    void whatIsNotTheRequestsFormIsA400(String body, String type, String pointer, String detail) throws Exception {
        isProblem(sendBody(body), 400, type, pointer, detail == null ? "" : detail);
    }

    @Test
    void aLiteralTooLargeForFloat64IsNamed() throws Exception {
        isProblem(
                send("\"X\": [[1, 2], [3, 1e999]]", W, B, LABELS),
                422,
                "not-finite",
                "/X/1/1",
                "1e999 is too large for float64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "\"NaN\"", "Infinity", "-Infinity", "\"-Infinity\""})
    void anInputThatIsNotFiniteIsNamed(String number) throws Exception {
        isProblem(
                send("\"X\": [[1, 2], [3, " + number + "]]", W, B, LABELS),
                422,
                "not-finite",
                "/X/1/1",
                "X[1, 1] is " + number.replace("\"", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "labels": [0, 3]     | /labels/1 | labels[1] is 3; with C = 3 classes it must be 0 … 2
            "y": [-1, 0]         | /y/0      | y[0] is -1; with C = 3 classes it must be 0 … 2
            "labels": [0, 1.5]   | /labels/1 | labels[1] is 1.5; with C = 3 classes it must be 0 … 2
            """)
    void aLabelOutOfRangeIsNamed(String labels, String pointer, String detail) throws Exception {
        isProblem(send(X, W, B, labels), 422, "label-out-of-range", pointer, detail);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[0, 1, 0], [1, 0, 0]]", "[[0, 1], [0, 1]]"})
    void labelsOneHotAreToldToBeSo(String labels) throws Exception {
        isProblem(
                send(X, W, B, "\"labels\": " + labels),
                422,
                "shape-mismatch",
                "/labels",
                "; these look one-hot: send the class of each row, np.argmax(labels, axis=1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[0], [1]]", "[[1], [1]]", "[[1, 1, 0], [1, 0, 0]]", "[[0, 2, 0], [1, 0, 0]]"})
    void otherMatricesOfLabelsAreNotTakenForOneHot(String labels) throws Exception {
        String detail = send(X, W, B, "\"labels\": " + labels)
                .andExpect(status().is(422))
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
        assertThat(detail).doesNotContain("one-hot");
    }

    @Test
    void shapesThatDoNotFitAreBothNamed() throws Exception {
        isProblem(
                send(X, "\"W\": [[1, 2], [3, 4], [5, 6]]", B, LABELS),
                422,
                "shape-mismatch",
                "/W",
                "W is (D, C) = (3, 2) and X is (N, D) = (2, 2): on axis 0 of W, D is 3, but by X it is 2");
        isProblem(
                send(X, W, B, "\"labels\": [0]"),
                422,
                "shape-mismatch",
                "/labels",
                "on axis 0 of labels, N is 1, but by X it is 2");
        isProblem(
                send("\"X\": 5", W, B, LABELS),
                422,
                "shape-mismatch",
                "/X",
                "X is (); it must be an array of shape (N, D), with 2 axes");
        isProblem(send("\"X\": []", W, B, LABELS), 422, "shape-mismatch", "/X", "X is (0,)");
    }

    @Test
    void whatIsMissingOrNotKnownIsNamed() throws Exception {
        isProblem(send(X, B, LABELS), 422, "missing-input", "/W", "W is missing; it is an array of shape (D, C)");
        isProblem(send(X, W, B), 422, "missing-input", "/labels", "labels is missing");
        isProblem(
                send(X, W, B, LABELS, "\"gradients\": [\"dW\", \"dZ\"]"),
                422,
                "unknown-name",
                "/gradients/1",
                "dZ is not a gradient of this function; there are dX, dW, db, dscore");
        isProblem(send(X, W, B, LABELS, "\"y\": [0, 2]"), 422, "unknown-input", "/y", "are the same input");
    }

    @Test
    void anOptionThatMakesNoSenseIsNamed() throws Exception {
        isProblem(
                send(X, W, B, LABELS, "\"check\": {\"step\": 0}"),
                422,
                "invalid-option",
                "/check/step",
                "step is 0.0; it must be a positive number");
        isProblem(
                send(X, W, B, LABELS, "\"check\": {\"directions\": 0}"),
                422,
                "invalid-option",
                "/check/directions",
                "it must be 1 … 1000");
        isProblem(
                send(X, W, B, LABELS, "\"check\": {\"coverage\": \"some\"}"),
                422,
                "invalid-option",
                "/check/coverage",
                "\"every_entry\" or \"directions\"");
    }

    @Test
    void anOverflowIsTheRequestsFault() throws Exception {
        isProblem(
                send("\"X\": [[1e200]]", "\"W\": [[1e200]]", "\"b\": [0]", "\"labels\": [0]"),
                422,
                "overflow",
                null,
                "score[0, 0] is Infinity at these inputs");
    }

    @Test
    void aValueTooLargeToComputeIsRefused() throws Exception {
        String column = "[" + "[1], ".repeat(299) + "[1]]", row = "[[" + "1, ".repeat(299) + "1]]";
        isProblem(
                send("\"X\": " + column, "\"W\": " + row, "\"b\": " + row, "\"labels\": [" + "0, ".repeat(299) + "0]"),
                422,
                "too-costly",
                null,
                "a value of shape (N C) would have 9.00e+04 entries; at most 5000 are computed");
    }

    @Test
    void bodiesBeyondTheLimitsAreA413() throws Exception {
        isProblem(sendBody("[" + " ".repeat(1 << 20) + "]"), 413, "too-large", null, "at most 1048576 are read");
        isProblem(
                send("\"X\": [" + "1, ".repeat(5000) + "1]"),
                413,
                "too-large",
                "/X/5000",
                "an array has at most 5000 entries");
    }

    @Test
    void deepTruncatedAndUndecodableBodiesAreA400() throws Exception {
        isProblem(sendBody("[".repeat(100_000)), 400, "wrong-type", "", "the body must be an object");
        isProblem(sendBody("{\"z\":" + "[".repeat(100_000)), 400, "malformed-json", null, "nested too deeply");
        isProblem(
                sendBody("{\"X\":{\"data\":" + "{\"a\":".repeat(1000)),
                400,
                "wrong-type",
                "/X/data",
                "an object stands");
        isProblem(sendBody("{\"X\":" + "[".repeat(100_000)), 400, "wrong-type", "/X/0/0/0/0/0/0/0/0", "at most 8 axes");
        isProblem(
                sendBytes(new byte[] {'{', '"', 'X', '"', ':', '"', (byte) 0xff, (byte) 0xfe, '"', '}'}),
                400,
                "malformed-json",
                null,
                "the body is not UTF-8");
        isProblem(sendBytes(new byte[0]), 400, "malformed-json", null, "the body is empty");
        isProblem(send("\"X\": [[" + "1".repeat(500) + "]]"), 422, "not-finite", "/X/0/0", "is too large for float64");
        isProblem(
                send("\"X\": [[" + "1".repeat(30_000) + "]]"),
                400,
                "malformed-json",
                null,
                "a number has too many digits");
        isProblem(sendBytes(new byte[1000]), 400, "malformed-json", null, "");
    }

    @Test
    void whatHttpKnowsIsAnsweredAsHttpHasIt() throws Exception {
        isProblem(
                mvc.perform(get("/v1/softmax/gradients")),
                405,
                "method-not-allowed",
                null,
                "GET is not taken here; use POST");
        isProblem(mvc.perform(get("/v1/nothing")), 404, "not-found", null, "nothing at this address");
        isProblem(
                mvc.perform(post("/v1/softmax/gradients")
                        .contentType(MediaType.TEXT_PLAIN)
                        .content("x")),
                415,
                "unsupported-media-type",
                null,
                "text/plain is not understood; send Content-Type: application/json or multipart/form-data");
        isProblem(
                mvc.perform(post("/v1/softmax/gradients")
                        .contentType(MediaType.APPLICATION_JSON)
                        .header("Content-Encoding", "gzip")
                        .content("x")),
                415,
                "unsupported-media-type",
                null,
                "Content-Encoding: gzip is not decoded");
        isProblem(
                mvc.perform(post("/v1/softmax/gradients")
                        .contentType(MediaType.APPLICATION_JSON)
                        .accept(MediaType.IMAGE_PNG)
                        .content("{" + String.join(", ", X, W, B, LABELS) + "}")),
                406,
                "not-acceptable",
                null,
                "application/json");
    }
}
