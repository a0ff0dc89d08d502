package dev.dscore.http.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.app.RequestLimits;
import dev.dscore.problem.RequestException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;

class CountedRequestTests {
    private static final int MOST = 1000;

    // each read waits for so long
    private static ServletInputStream body(int milliseconds) throws IOException {
        RequestLimits limits =
                RequestLimits.of(new MapConfigurationPropertySource(Map.of("dscore.limits.transfer", "300ms")));
        MockHttpServletRequest request = new MockHttpServletRequest() {
            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(super.getInputStream()) {
                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        sleep(milliseconds);
                        return super.read(buffer, offset, Math.min(length, 4));
                    }
                };
            }
        };
        request.setContent(new byte[16]);
        RequestBytes bytes = new ByteBudget(Long.MAX_VALUE).open(request);
        return new CountedRequest(request, bytes, MOST, limits).getInputStream();
    }

    private static void sleep(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The lines of a batch are computed between reads. */
    @Test
    void timeThatTheServiceTakesIsNotTheClients() throws IOException {
        ServletInputStream body = body(0);
        byte[] line = new byte[4];
        for (int i = 0; i < 4; i++) {
            assertThat(body.read(line, 0, 4)).isEqualTo(4);
            sleep(150);
        }
        assertThat(body.read(line, 0, 4)).isEqualTo(-1);
    }

    @Test
    void aBodyThatArrivesSlowlyIsRefused() throws IOException {
        ServletInputStream body = body(150);
        assertThatThrownBy(body::readAllBytes)
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(RequestException.class)
                .hasStackTraceContaining("too slowly");
    }
}
