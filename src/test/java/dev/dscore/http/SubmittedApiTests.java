package dev.dscore.http;

import static com.atlassian.oai.validator.mockmvc.OpenApiValidationMatchers.openApi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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

/** Whatever stands under submitted is the student's: it is answered with a mark, and costs no other gradient its own. */
@SpringBootTest
@AutoConfigureMockMvc
class SubmittedApiTests {
    private static final String CONTRACT = "openapi/dscore.yaml";
    // residuals 1 and 2: dw = X^T residual = (1, 4), db = 3
    private static final String REGRESSION =
            "\"function\": \"linear-regression\", \"inputs\": {\"X\": [[1, 0], [0, 2]], "
                    + "\"w\": [1, 1], \"b\": 0, \"y\": [0, 0]}, \"points\": {\"dw\": 3, \"db\": 2}";
    // b equal to both, and the labels the other way round: db = (0, 0)
    private static final String SOFTMAX =
            "\"X\": [[0, 0], [0, 0]], \"W\": [[1, 2], [3, 4]], \"b\": [0, 0], \"labels\": [0, 1], "
                    + "\"points\": {\"dW\": 3, \"db\": 2}";

    @Autowired
    private MockMvc mvc;

    private ResultActions json(String path, String body) throws Exception {
        return mvc.perform(post(path).contentType(MediaType.APPLICATION_JSON).content("{" + body + "}"));
    }

    private ResultActions regression(String dw) throws Exception {
        return json("/v1/grade", REGRESSION + ", \"submitted\": {\"dw\": " + dw + ", \"db\": 3}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            [[1, 2], [3]]                                      | at [1], this list has 1 entry; those before it have 2.
            [[[1, 2], [3, 4]], [[5, 6], [7]]]                  | at [1, 1], this list has 1 entry; those before it have 2.
            [1, [2]]                                           | at [1], a list stands where a number belongs
            [[1], 2]                                           | at [1], a number stands where a list belongs
            ["nan", "1.0"]                                     | at [0], "nan" is a string; a number belongs here.
            [1, "4.0"]                                         | at [1], "4.0" is a string; a number belongs here.
            "1, 4"                                             | numbers: "1, 4" is a string; a number belongs here.
            true                                               | numbers: true and false are not numbers
            [true, false]                                      | at [0], true and false are not numbers
            {}                                                 | numbers: shape is missing.
            {"shape": [2]}                                     | numbers: one of data and b64 must be given.
            {"rows": [[1, 4]], "more": {"a": [1, {}]}}         | numbers: an array has shape, dtype and data or b64, no rows.
            [{"re": 1, "im": [0]}, 2]                          | at [0], an object stands where a number belongs.
            [[[[[[[[[1]]]]]]]]]                                | an array has at most 8 axes.
            {"shape": [3], "data": [1, 4]}                     | numbers: data has 2 numbers; the shape (3,) takes 3.
            {"shape": [2], "data": [[1, 4], [5]]}              | at data[1], this list has 1 entry; those before it have 2.
            {"shape": [2], "dtype": "complex128", "data": [1, 4]} | numbers: dtype is one of
            {"shape": [2], "dtype": "int64", "data": [1, 0.5]} | numbers: 0.5 is no int64.
            {"shape": [2], "dtype": "int64", "data": [1, null]} | numbers: NaN is no int64.
            {"shape": [2], "b64": "AAAA"}                      | numbers: b64 holds 3 bytes; (2,) of float64 takes 16.
            {"shape": [2], "b64": "A"}                         | numbers: this is not base64.
            {"b64": "*!", "shape": [2], "dtype": "float32"}    | numbers: this is not base64.
            {"shape": [2], "b64": 7}                           | numbers: b64 is a string of base64.
            {"shape": "2", "data": [1, 4]}                     | numbers: shape is a list of whole numbers.
            """)
    void whatIsNoArrayOfNumbersIsSaidToBeNoneAndTheOthersKeepTheirMarks(String dw, String reason) throws Exception {
        regression(dw)
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.score").value(2))
                .andExpect(jsonPath("$.max_score").value(5))
                .andExpect(jsonPath("$.passed").value(false))
                .andExpect(jsonPath("$.first_error").value("dw"))
                .andExpect(jsonPath("$.marks[0].status").value("unreadable"))
                .andExpect(jsonPath("$.marks[0].score").value(0))
                .andExpect(jsonPath("$.marks[0].message").value(containsString("dw is not an array of numbers: ")))
                .andExpect(jsonPath("$.marks[0].message").value(containsString(reason)))
                .andExpect(jsonPath("$.marks[1].status").value("correct"));
    }

    @Test
    void aListNestedMuchTooDeepIsUnreadable() throws Exception {
        regression("[".repeat(300) + "]".repeat(300))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.marks[0].status").value("unreadable"))
                .andExpect(jsonPath("$.score").value(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            [1, null]                           | dw[1] is null, which counts as NaN.
            [null, NaN]                         | dw[0] is null, which counts as NaN.
            ["NaN", null]                       | dw[0] is NaN.
            [1e999, 4]                          | dw[0] is Infinity.
            [-1e400, 4]                         | dw[0] is -Infinity.
            {"shape": [2], "data": [1, null]}   | dw[1] is null, which counts as NaN.
            """)
    void aNullOrATooLargeNumberIsNotFinite(String dw, String message) throws Exception {
        regression(dw)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.score").value(2))
                .andExpect(jsonPath("$.marks[0].status").value("not_finite"))
                .andExpect(jsonPath("$.marks[0].message").value(message));
    }

    @Test
    void aGradientThatIsNullAsAWholeIsMissing() throws Exception {
        regression("null")
                .andExpect(jsonPath("$.score").value(2))
                .andExpect(jsonPath("$.marks[0].status").value("missing"));
        regression("[]").andExpect(jsonPath("$.marks[0].status").value("wrong_shape"));
    }

    @Test
    void theSoftmaxCallAnswersInTheSameWay() throws Exception {
        json("/v1/softmax/grade", SOFTMAX + ", \"submitted\": {\"dW\": [[0, 0], [\"0\"]], \"db\": [0, 0], \"dw\": {}}")
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.score").value(2))
                .andExpect(jsonPath("$.marks[0].status").value("unreadable"))
                .andExpect(jsonPath("$.ignored[0].name").value("dw"))
                .andExpect(jsonPath("$.ignored[0].message")
                        .value("dw is not a gradient of this function; did you mean dW?"));
    }

    @Test
    void whatIsUnreadableAndCarriesNoPointsCostsNothing() throws Exception {
        json("/v1/grade", REGRESSION + ", \"submitted\": {\"dw\": [1, 4], \"db\": 3, \"dX\": [[1], \"?\"]}")
                .andExpect(jsonPath("$.score").value(5))
                .andExpect(jsonPath("$.passed").value(true))
                .andExpect(jsonPath("$.first_error").isEmpty())
                .andExpect(jsonPath("$.marks[2].status").value("unreadable"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1, 4]", "\"?\"", "{\"a\": [[1], 2]}", "null"})
    void aNameThatTheFunctionHasNotIsIgnoredWhateverStandsThere(String value) throws Exception {
        ResultActions answer =
                json("/v1/grade", REGRESSION + ", \"submitted\": {\"dv\": " + value + ", \"dw\": [1, 4], \"db\": 3}");
        answer.andExpect(status().isOk())
                .andExpect(jsonPath("$.score").value(5))
                .andExpect(jsonPath("$.passed").value(true));
        if (value.equals("null")) answer.andExpect(jsonPath("$.ignored").doesNotExist());
        else answer.andExpect(jsonPath("$.ignored[0].name").value("dv"));
    }

    @Test
    void aNameInTheWrongCaseIsPointedAtWhereTheRightOneIsMissing() throws Exception {
        json("/v1/grade", REGRESSION + ", \"submitted\": {\"dW\": [1, 4], \"db\": 3}")
                .andExpect(jsonPath("$.ignored[0].message")
                        .value("dW is not a gradient of this function; did you mean dw?"))
                .andExpect(jsonPath("$.marks[0].message")
                        .value("dw was not submitted; dW was, and capital and small letters differ."));
    }

    @Test
    void manyIgnoredNamesMakeNoLongAnswer() throws Exception {
        StringBuilder submitted = new StringBuilder("\"d" + "q".repeat(40_000) + "\": 1");
        for (int i = 0; i < 1000; i++) submitted.append(", \"q").append(i).append("\": 1");
        String body = json("/v1/grade", REGRESSION + ", \"submitted\": {" + submitted + "}")
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.ignored.length()").value(100))
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(body.length()).isLessThan(30_000);
    }

    @Test
    void whatTheCallerSendsIsHeldToTheRulesAsBefore() throws Exception {
        json("/v1/grade", REGRESSION.replace("[1, 1]", "[1, null]")).andExpect(status().is(400));
        json("/v1/grade", REGRESSION.replace("[1, 1]", "[1, 1e999]")).andExpect(status().is(422));
        json("/v1/grade", REGRESSION.replace("[1, 1]", "[1, \"1\"]")).andExpect(status().is(400));
        json("/v1/grade", REGRESSION + ", \"submitted\": {\"dw\": [1, ").andExpect(status().is(400));
        json("/v1/grade", REGRESSION + ", \"submitted\": {\"dw\": [1, }").andExpect(status().is(400));
        json("/v1/grade", REGRESSION + ", \"submitted\": {\"dw\": {\"shape\": [1], \"b64\": \"AAA")
                .andExpect(status().is(400));
    }

    private static byte[] npy(String description, String shape, byte[] data) throws IOException {
        String header = "{'descr': " + description + ", 'fortran_order': False, 'shape': " + shape + ", }\n";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), 0});
        bytes.write(header.getBytes(StandardCharsets.US_ASCII));
        bytes.write(data);
        return bytes.toByteArray();
    }

    private static byte[] numbers(double... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) bytes.putDouble(number);
        return bytes.array();
    }

    private static byte[] parts(String request, Map<String, byte[]> arrays) throws IOException {
        ByteArrayOutputStream npz = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(npz)) {
            for (var array : new TreeMap<>(arrays).entrySet()) {
                zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                zip.write(array.getValue());
            }
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--q\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n{" + request + "}\r\n--q\r\n"
                        + "Content-Disposition: form-data; name=\"arrays\"; filename=\"a.npz\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(npz.toByteArray());
        body.write("\r\n--q--\r\n".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private ResultActions multipart(String path, String request, Map<String, byte[]> arrays) throws Exception {
        return multipart(path, parts(request, arrays));
    }

    private ResultActions multipart(String path, byte[] body) throws Exception {
        return mvc.perform(
                post(path).contentType("multipart/form-data; boundary=q").content(body));
    }

    @Test
    void aBodyOfPartsThatBreaksOffAnywhereIsNoFaultOfTheService() throws Exception {
        byte[] whole = parts(REGRESSION, Map.of("db", npy("'<f8'", "()", numbers(3))));
        multipart("/v1/grade", whole).andExpect(status().isOk());
        for (int length = 0; length < whole.length; length++) {
            // a boundary with nothing behind it is read as the last one
            byte[] part = Arrays.copyOf(whole, length);
            boolean ends = new String(part, StandardCharsets.ISO_8859_1).matches("(?s).+\r\n--q(\r|-|--|--\r)?");
            multipart("/v1/grade", part).andExpect(ends ? status().isOk() : status().is4xxClientError());
        }
    }

    @Test
    void anEntryOfAnNpzThatIsNoArrayOfNumbersIsUnreadableToo() throws Exception {
        Map<String, byte[]> arrays = Map.of(
                "db", npy("'<f8'", "()", numbers(3)),
                "dw", npy("'|O'", "(2,)", "(pickled)".getBytes(StandardCharsets.US_ASCII)),
                "dy", npy("'<c16'", "(2,)", new byte[32]),
                "dX", npy("'<f8'", "(2, 2)", numbers(1, 2)),
                "dq", npy("'<U3'", "(1,)", new byte[12]));
        multipart("/v1/grade", REGRESSION, arrays)
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.score").value(2))
                .andExpect(jsonPath("$.marks[0].status").value("unreadable"))
                .andExpect(jsonPath("$.marks[0].message").value(containsString("dw holds Python objects")))
                .andExpect(jsonPath("$.marks[1].status").value("correct"))
                .andExpect(jsonPath("$.marks[2].message").value(containsString("dX breaks off")))
                .andExpect(jsonPath("$.marks[3].message").value(containsString("dy holds complex numbers")))
                .andExpect(jsonPath("$.ignored[0].name").value("dq"));
        multipart("/v1/softmax/grade", SOFTMAX, Map.of("dW", npy("[('a', '<f4')]", "(2,)", new byte[8])))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.marks[0].status").value("unreadable"));
    }

    @Test
    void anInputOfAnNpzIsHeldToTheRulesAndSoIsTheFormOfTheRequest() throws Exception {
        multipart(
                        "/v1/grade",
                        "\"function\": \"relu\"",
                        Map.of("x", npy("'|O'", "(1, 2)", new byte[3]), "dx", npy("'|O'", "(1, 2)", new byte[3])))
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.pointer").value("/x"));
        multipart("/v1/grade", REGRESSION + ", \"submitted\": [1]", Map.of("dw", npy("'<f8'", "(2,)", numbers(1, 4))))
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.pointer").value("/submitted"));
    }

    /** The name alone does not say which: the definition is read with the request, in one turn of admission. */
    @Test
    void aGradientOfAnOutputInAnNpzIsHandedDownAndThatOfANumberIsSubmitted() throws Exception {
        String definition = "\"function\": {\"inputs\": {\"x\": \"N\"}, \"code\": \"H = 2 * x\\nloss = np.sum(H)\", "
                + "\"output\": \"%s\"}, \"inputs\": {\"x\": [1, 2]}, \"points\": {\"d%s\": 1}";
        byte[] three = npy("'<f8'", "(2,)", numbers(3, 5)), six = npy("'<f8'", "(2,)", numbers(6, 10));
        multipart("/v1/grade", String.format(definition, "H", "x"), Map.of("dH", three, "dx", six))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.score").value(1));
        multipart(
                        "/v1/gradients",
                        String.format(definition, "H", "x").replaceAll(", \"points.*", ""),
                        Map.of("dH", three))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.gradients.dx[1]").value(10));
        multipart(
                        "/v1/grade",
                        String.format(definition, "loss", "loss"),
                        Map.of("dloss", npy("'<f8'", "()", numbers(1))))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.marks[0].status").value("correct"));
        multipart("/v1/grade", String.format(definition, "H", "x"), Map.of("dH", npy("'|O'", "(2,)", new byte[3])))
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.pointer").value("/dH"));
        String twice = String.format(definition, "H", "x") + ", \"upstream\": {\"H\": [1, 2]}";
        multipart("/v1/grade", twice, Map.of("dH", three))
                .andExpect(status().is(400))
                .andExpect(jsonPath("$.type").value("urn:dscore:problem:duplicate-field"));
    }

    @Test
    void theReportForEyesSaysWhatIsIgnoredAndUnreadable() throws Exception {
        String html = mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .accept(MediaType.TEXT_HTML)
                        .content("{" + REGRESSION + ", \"submitted\": {\"dw\": \"<b>\", \"dq\": 1}}"))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
        assertThat(html).contains("dq is not a gradient of this function", "unreadable", "&lt;b&gt;");
        json("/v1/grade", REGRESSION + ", \"submitted\": {\"dw\": \"<b>\"}")
                .andExpect(jsonPath("$.ignored").doesNotExist())
                .andExpect(jsonPath("$.marks[0].message").value(not(containsString("null"))));
    }

    @Test
    void aNumberOfMoreDigitsThanFloat64HasIsTheGradientsFaultAndNotTheRequests() throws Exception {
        String many = "9".repeat(401);
        mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"function\": \"relu\", \"sizes\": {\"N\": 1, \"D\": 1}, \"submitted\": {\"dx\": [["
                                + many + "]]}}"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.marks[0].status").value("not_finite"));
    }
}
