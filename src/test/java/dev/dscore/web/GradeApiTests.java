package dev.dscore.web;

import static com.atlassian.oai.validator.mockmvc.OpenApiValidationMatchers.openApi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            "submitted": {"dv": [1, 2]}                   | 422 | unknown-name   | /submitted/dv        | dv is not a gradient of this function; known here: dX, db, ddiff
            "points": {"dq": 1}                           | 422 | unknown-name   | /points/dq           | dq is not a gradient of this function
            "points": {"dw": -1}                          | 422 | invalid-option | /points/dw           | dw is worth -1.0
            "follow_through": 2                           | 422 | invalid-option | /follow_through      | follow_through is 2.0; it must be 0 … 1
            "tolerance": {"rtol": -1}                     | 422 | invalid-option | /tolerance/rtol      | rtol is -1.0
            "tolerance": {"dtype": "int8"}                | 422 | invalid-option | /tolerance/dtype     | dtype must be
            "reveal": "all"                               | 422 | invalid-option | /reveal              | reveal must be
            "seed": 3                                     | 422 | invalid-option | /inputs              | either sent or drawn
            "submitted": {"dw": "x"}                      | 400 | wrong-type     | /submitted/dw        | a number belongs here
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
}
