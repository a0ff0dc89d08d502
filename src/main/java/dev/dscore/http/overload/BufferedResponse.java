package dev.dscore.http.overload;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * A response that leaves when it is complete: one that fits into the server's buffer leaves in one piece and with its length, so
 * that a client that gets any of it gets all of it, even if the service is killed. Lines of a batch leave one by one.
 */
final class BufferedResponse extends HttpServletResponseWrapper {
    private @Nullable Body body;

    BufferedResponse(HttpServletResponse response) {
        super(response);
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (body == null) body = new Body(super.getOutputStream());
        return body;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (isStreamed()) super.flushBuffer();
    }

    /** Sends what is left, while the request still counts as under way. */
    void finish() throws IOException {
        if (body != null) body.close();
    }

    private boolean isStreamed() {
        return String.valueOf(getContentType()).startsWith(MediaType.APPLICATION_NDJSON_VALUE);
    }

    private final class Body extends ServletOutputStream {
        private final ServletOutputStream out;

        Body(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int next) throws IOException {
            out.write(next);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
        }

        @Override
        public void flush() throws IOException {
            if (isStreamed()) out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }

        @Override
        public boolean isReady() {
            return out.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            out.setWriteListener(listener);
        }
    }
}
