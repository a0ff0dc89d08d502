package dev.dscore.http;

import static com.atlassian.oai.validator.mockmvc.OpenApiValidationMatchers.openApi;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;

/** Files of students as they are handed in: what stops them, and what of them is graded. */
@SpringBootTest
@AutoConfigureMockMvc
class HandedInTests {
    private static final String CONTRACT = "openapi/dscore.yaml";
    // out = x * w = (3, 8), the gradients of sum(out): dx = w, dw = x
    private static final String PRODUCT =
            "\"function\": {\"inputs\": {\"x\": \"D\", \"w\": \"D\"}, \"code\": \"out = x * w\\nloss = np.sum(out)\", \"output\": \"loss\"},"
                    + " \"inputs\": {\"x\": [1, 2], \"w\": [3, 4]}";

    @Autowired
    private MockMvc mvc;

    private ResultActions graded(String points, String code, String call, String query) throws Exception {
        String body = "{" + PRODUCT + ", \"points\": " + points + ", \"code\": \"" + code.replace("\n", "\\n") + "\""
                + (call.isEmpty() ? "" : ", \"call\": " + call) + "}";
        return mvc.perform(post("/v1/grade" + query)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }

    @Test
    void whatTheLanguageLacksIsLeftToAPerson() throws Exception {
        String code = "dx = w\ndw = np.fft.fft(x)";
        graded("{\"dx\": 1, \"dw\": 2}", code, "", "")
                .andExpect(status().isOk())
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.score").value(1))
                .andExpect(jsonPath("$.max_score").value(3))
                .andExpect(jsonPath("$.ungraded").value(2))
                .andExpect(jsonPath("$.complete").value(false))
                .andExpect(jsonPath("$.passed").value(false))
                .andExpect(jsonPath("$.first_error").isEmpty())
                .andExpect(jsonPath("$.stopped.line").value(2))
                .andExpect(jsonPath("$.stopped.call").doesNotExist())
                .andExpect(jsonPath("$.marks[0].status").value("correct"))
                .andExpect(jsonPath("$.marks[1].status").value("unsupported"))
                .andExpect(jsonPath("$.marks[1].message", containsString("np.fft")));
        graded("{\"dx\": 1, \"dw\": 2}", code, "", "?format=prairielearn")
                .andExpect(jsonPath("$.gradable").value(false));
        graded("{\"dx\": 1, \"dw\": 2}", code, "", "?format=gradescope")
                .andExpect(jsonPath("$.tests[1].score").doesNotExist())
                .andExpect(jsonPath("$.tests[1].output", containsString("needs a person")));
        mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .accept(MediaType.TEXT_PLAIN)
                        .content("{" + PRODUCT + ", \"code\": \"dx = w\\ndw = np.fft.fft(x)\"}"))
                .andExpect(content().string(containsString("1 point is not graded: a person has to look at dw")))
                .andExpect(content().string(containsString("dw  0/1  unsupported\n")));
    }

    @Test
    void wherePythonStopsTooThePointsAreLost() throws Exception {
        graded("{\"dx\": 1, \"dw\": 2}", "dx = w\ndw = x @ np.ones(3)", "", "")
                .andExpect(jsonPath("$.ungraded").doesNotExist())
                .andExpect(jsonPath("$.complete").doesNotExist())
                .andExpect(jsonPath("$.first_error").value("dw"))
                .andExpect(jsonPath("$.marks[1].status").value("failed"));
    }

    @Test
    void aLimitOfOursFailsAndIsNotTheLastWord() throws Exception {
        graded("{\"dx\": 1, \"dw\": 2}", "dx = w\nwhile True: pass\ndw = x", "", "")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.complete").value(false))
                .andExpect(jsonPath("$.ungraded").doesNotExist())
                .andExpect(jsonPath("$.marks[1].status").value("failed"));
        graded("{\"dx\": 1, \"dw\": 2}", "dx = w\nwhile True: pass\ndw = x", "", "?format=prairielearn")
                .andExpect(jsonPath("$.gradable").value(false));
    }

    @Test
    void aCallThatStopsIsToldFromTheCodeAndFromTheNext() throws Exception {
        String code = "def f(a):\n    return a\ndef g(a):\n    return a + undefined";
        graded("{\"dx\": 1, \"dw\": 2}", code, "[\"dx = f(w)\", \"dw = f(x) + nothing\"]", "")
                .andExpect(jsonPath("$.marks[0].status").value("correct"))
                .andExpect(jsonPath("$.stopped.call").value(2))
                .andExpect(jsonPath("$.stopped.line").value(1))
                .andExpect(jsonPath("$.marks[1].message", containsString("line 1 of call 2")));
        graded("{\"dx\": 1, \"dw\": 2}", code, "[\"dx = g(w)\", \"dw = f(x)\"]", "")
                .andExpect(jsonPath("$.marks[1].status").value("correct"))
                .andExpect(jsonPath("$.stopped.call").doesNotExist())
                .andExpect(jsonPath("$.stopped.line").value(4))
                .andExpect(jsonPath("$.marks[0].status").value("failed"));
    }

    @Test
    void valuesOfTheForwardPassCarryPointsWhereTheyAreAskedFor() throws Exception {
        String code = "def forward(x, w):\n    return x * w\ndef wrong(x, w):\n    return x + w";
        graded("{\"out\": 3, \"dx\": 1}", code, "\"out = forward(x, w)\\ndx = w\"", "")
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.score").value(4))
                .andExpect(jsonPath("$.passed").value(true));
        graded("{\"out\": 3, \"dx\": 1}", code, "\"out = wrong(x, w)\\ndx = w\"", "")
                .andExpect(jsonPath("$.score").value(1))
                .andExpect(jsonPath("$.first_error").value("out"))
                .andExpect(jsonPath("$.marks[0].status").value("wrong"));
        graded("{\"out\": 3}", code, "\"y = 1\"", "")
                .andExpect(jsonPath("$.marks[0].status").value("missing"));
        // without points it is a variable
        graded("{\"dx\": 1}", "out = 5\ndx = w", "", "")
                .andExpect(jsonPath("$.marks.length()").value(1))
                .andExpect(jsonPath("$.passed").value(true));
        mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{" + PRODUCT
                                + ", \"points\": {\"out\": 2}, \"submitted\": {\"out\": [3, 8], \"loss\": 12}}"))
                .andExpect(jsonPath("$.score").value(2))
                .andExpect(jsonPath("$.marks[1].name").value("loss"))
                .andExpect(jsonPath("$.marks[1].status").value("wrong"));
    }

    @Test
    void aTeacherMayLetAxesOfLengthOneGo() throws Exception {
        String body = "{" + PRODUCT + ", \"points\": {\"dx\": 1}, \"submitted\": {\"dx\": [[3, 4]]}";
        mvc.perform(post("/v1/grade").contentType(MediaType.APPLICATION_JSON).content(body + "}"))
                .andExpect(jsonPath("$.marks[0].status").value("wrong_shape"));
        mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body + ", \"shapes\": \"squeezed\"}"))
                .andExpect(openApi().isValid(CONTRACT))
                .andExpect(jsonPath("$.marks[0].status").value("correct"));
        mvc.perform(post("/v1/grade").contentType(MediaType.APPLICATION_JSON).content(body + ", \"shapes\": \"any\"}"))
                .andExpect(status().is(422));
    }

    @Test
    void aDictionaryOfGradientsCountsByKey() throws Exception {
        graded("{\"dx\": 1, \"dw\": 2}", "def back(x, w):\n    return {'dx': w, 'w': x}", "\"grads = back(x, w)\"", "")
                .andExpect(jsonPath("$.passed").value(true));
    }

    @Test
    void anUnseededMaskIsAlwaysTheSameAndWarnedOf() throws Exception {
        graded("{\"dx\": 1}", "mask = np.random.rand(2) < 2\ndx = w * mask", "", "")
                .andExpect(jsonPath("$.passed").value(true))
                .andExpect(jsonPath("$.warnings[0].message", containsString("without a seed")))
                .andExpect(jsonPath("$.stopped").doesNotExist());
        graded("{\"dx\": 1}", "np.random.seed(1)\ndx = w + 0 * np.random.randn(2)", "", "")
                .andExpect(jsonPath("$.warnings").doesNotExist())
                .andExpect(content().string(not(containsString("seed"))));
    }
}
