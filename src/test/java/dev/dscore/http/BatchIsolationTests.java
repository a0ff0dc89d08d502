package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.dscore.app.Engine;
import dev.dscore.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/** Whatever happens in one line of a batch, the others are graded. */
@SpringBootTest
@AutoConfigureMockMvc
@ExtendWith(OutputCaptureExtension.class)
class BatchIsolationTests {
    private static final String HEAD = "{\"function\": \"linear-regression\", \"inputs\": {\"X\": [[1, 0], [0, 2]], "
            + "\"w\": [1, 1], \"b\": 0, \"y\": [0, 0]}, \"points\": {\"dw\": 3, \"db\": 2}}\n";
    private static final String GOOD = "\"submitted\": {\"dw\": [1, 4], \"db\": 3}}\n";

    @Autowired
    private MockMvc mvc;

    @MockitoSpyBean
    private Meters meters;

    @MockitoSpyBean
    private Engine engine;

    private String[] batch(String lines) throws Exception {
        return mvc.perform(post("/v1/grade/batch")
                        .contentType(MediaType.APPLICATION_NDJSON)
                        .content(HEAD + lines))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8)
                .split("\n");
    }

    @Test
    void aFaultOfOursIsTheLinesErrorAndIsLoggedOnceWithoutTheStudentsData(CapturedOutput log) throws Exception {
        Iterator<Throwable> thrown = List.<Throwable>of(
                        new IllegalStateException("the secret of ann", new ArithmeticException("ann's, too")),
                        new StackOverflowError(),
                        new OutOfMemoryError("Java heap space"),
                        new AssertionError("bob"))
                .iterator();
        doAnswer(call -> {
                    if (thrown.hasNext()) throw thrown.next();
                    return call.callRealMethod();
                })
                .when(meters)
                .graded(any(), any());
        String[] answers = batch("{\"id\": \"ann\", " + GOOD + "{\"id\": 2, " + GOOD + "{\"id\": 3, " + GOOD
                + "{\"id\": 4, " + GOOD + "{\"id\": 5, " + GOOD);
        assertThat(answers).hasSize(5);
        assertThat(answers[0])
                .startsWith("{\"id\":\"ann\",\"error\":{")
                .contains("urn:dscore:problem:internal", "\"status\":500")
                .doesNotContain("\"score\"", "secret");
        assertThat(answers[1]).startsWith("{\"id\":2,\"error\":{").contains("urn:dscore:problem:internal");
        assertThat(answers[2]).startsWith("{\"id\":3,\"error\":{").contains("urn:dscore:problem:internal");
        assertThat(answers[3]).startsWith("{\"id\":4,\"error\":{").contains("urn:dscore:problem:internal");
        assertThat(answers[4]).startsWith("{\"id\":5,\"score\":5.0");
        assertThat(log.getAll())
                .contains("unexpected failure: /v1/grade/batch of linear-regression, lengths {D=2, N=2}, inputs sent");
        verify(meters, times(4)).refused(ProblemType.INTERNAL);
        assertThat(log.getAll()).doesNotContain("secret", "ann's", "bob").contains("java.lang.IllegalStateException");
        assertThat(log.getAll().split("unexpected failure", -1)).hasSize(5);
    }

    @Test
    void aRequestThatTheStackOrTheHeapIsTooSmallForIsA500ThatCanBeMadeAgain(CapturedOutput log) throws Exception {
        for (Error error : List.of(new StackOverflowError(), new OutOfMemoryError("Java heap space"))) {
            doThrow(error).doCallRealMethod().when(engine).grader();
            String request =
                    "{\"function\": \"relu\", \"sizes\": {\"N\": 2, \"D\": 3}, \"seed\": 9, \"submitted\": {\"dx\": 0}}";
            mvc.perform(post("/v1/grade")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(request))
                    .andExpect(status().isInternalServerError());
            mvc.perform(post("/v1/grade")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(request))
                    .andExpect(status().isOk());
        }
        assertThat(log.getAll().split("unexpected failure: /v1/grade of relu, lengths \\{D=3, N=2}, seed 9", -1))
                .hasSize(3);
        assertThat(log.getAll()).contains("java.lang.OutOfMemoryError", "java.lang.StackOverflowError");
        verify(meters, times(2)).refused(ProblemType.INTERNAL);
    }

    @Test
    void aFaultOnAnyRouteIsLoggedWithWhatReproducesIt(CapturedOutput log) throws Exception {
        doThrow(new IllegalStateException("secret"), new IllegalStateException("secret"))
                .when(engine)
                .gradients();
        String regression = "{\"function\": \"linear-regression\", \"inputs\": "
                + "{\"X\": [[1, 2], [3, -1]], \"w\": [2, 1], \"b\": 0.5, \"y\": [4, 6]}}";
        mvc.perform(post("/v1/gradients")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(regression))
                .andExpect(status().isInternalServerError());
        mvc.perform(post("/v1/softmax/gradients")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"X\": [[1]], \"W\": [[1, 2]], \"b\": [0, 0], \"y\": [0]}"))
                .andExpect(status().isInternalServerError());
        assertThat(log.getAll())
                .contains(
                        "unexpected failure: /v1/gradients of linear-regression, lengths {D=2, N=2}, inputs sent",
                        "unexpected failure: /v1/softmax/gradients of softmax, lengths {C=2, D=1, N=1}, inputs sent")
                .doesNotContain("secret");
        verify(meters, times(2)).refused(ProblemType.INTERNAL);
    }

    @Test
    void anIdComesBackAsItCameAndStaysInItsLine() throws Exception {
        String id = "\"\\u001b[31m\\n<h1>\\u0007\\u2028\"";
        String[] answers = batch("{\"id\": " + id + ", " + GOOD + "{\"id\": " + id + ", \"wrong\": 1}\n");
        assertThat(answers).hasSize(2).allSatisfy(answer -> {
            assertThat(new JsonMapper().readTree(answer).get("id").asString())
                    .isEqualTo("\u001b[31m\n<h1>\u0007\u2028");
            assertThat(answer).doesNotContainPattern("[\\x00-\\x1f]");
        });
    }

    @Test
    void aLineThatIsNoSubmissionKeepsItsName() throws Exception {
        String[] answers = batch("{\"id\": {\"name\": \"eve\"}, \"code\": 3}\n{\"id\": 9, \"solution\": 1}\nnull\n");
        assertThat(answers[0]).startsWith("{\"id\":{\"name\":\"eve\"},\"error\":{");
        assertThat(answers[1]).startsWith("{\"id\":9,\"error\":{").contains("unknown-field");
        assertThat(answers[2]).startsWith("{\"error\":{");
    }
}
