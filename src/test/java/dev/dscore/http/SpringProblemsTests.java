package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.problem.Problem;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.mock.http.MockHttpInputMessage;

class SpringProblemsTests {
    private static final MockHttpInputMessage BODY = new MockHttpInputMessage(new byte[0]);

    private static Optional<ProblemType> of(Throwable cause) {
        return SpringProblems.of(new HttpMessageNotReadableException("not read", cause, BODY))
                .map(Problem::type);
    }

    /** Every reader of a body wraps an IOException in exceptions of its own. */
    @Test
    void aLimitThatEndsABodyIsToldWhateverItIsWrappedIn() {
        RequestException limit = new RequestException(ProblemType.OVERLOADED, "try again");
        assertThat(of(limit)).contains(ProblemType.OVERLOADED);
        assertThat(of(new IOException(limit))).contains(ProblemType.OVERLOADED);
        assertThat(of(new IllegalStateException(new IOException(limit)))).contains(ProblemType.OVERLOADED);
    }

    @Test
    void aBodyThatBreaksOffIsTheClients() {
        assertThat(of(new IOException("stream ended"))).contains(ProblemType.BAD_REQUEST);
    }

    @Test
    void aFaultOfTheServiceStaysOne() {
        assertThat(of(new IllegalStateException("broken"))).contains(ProblemType.INTERNAL);
    }
}
