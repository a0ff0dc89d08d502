package dev.dscore.web;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * An answer that is not written for ever to a client that does not take it. One that fits into the buffer leaves at once, with
 * its length: a client that gets any of it gets all of it, also where the service is killed meanwhile.
 */
final class Download extends HttpServletResponseWrapper {
    private final Client client;
    private final Duration transfer;
    private @Nullable Timed stream;

    Download(HttpServletResponse response, Client client, Duration transfer) {
        super(response);
        this.client = client;
        this.transfer = transfer;
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        if (stream == null) stream = new Timed(super.getOutputStream());
        return stream;
    }

    @Override
    public void flushBuffer() throws IOException {
        if (isLines()) super.flushBuffer();
    }

    /** Writes what is left, while the request still counts as under way. */
    void finish() throws IOException {
        if (stream != null) stream.close();
    }

    // a line is for the client as soon as it is there
    private boolean isLines() {
        return String.valueOf(getContentType()).startsWith(MediaType.APPLICATION_NDJSON_VALUE);
    }

    private final class Timed extends ServletOutputStream {
        private final ServletOutputStream out;

        Timed(ServletOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int next) throws IOException {
            write(new byte[] {(byte) next}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            client.await();
            try {
                out.write(buffer, offset, length);
            } finally {
                client.awaited(length);
            }
            if (client.hasKeptWaiting(transfer)) throw new IOException("the answer is taken too slowly");
        }

        @Override
        public void flush() throws IOException {
            if (isLines()) out.flush();
        }

        @Override
        public void close() throws IOException {
            client.await();
            try {
                out.close();
            } finally {
                client.awaited(0);
            }
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
