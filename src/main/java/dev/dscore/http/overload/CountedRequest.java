package dev.dscore.http.overload;

import dev.dscore.app.RequestLimits;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.net.SocketTimeoutException;
import org.springframework.http.MediaType;

/**
 * A request whose body is counted while it is read: its length, the memory that it will take, and the time spent waiting for it.
 * A reader that exceeds a limit gets an {@link IOException} whose cause is a {@link RequestException}.
 */
final class CountedRequest extends HttpServletRequestWrapper {
    /** The memory of a byte of JSON: "1," becomes eight bytes, twice that while its array grows. */
    static final int BYTES_OF_JSON = 8;

    private static final String TOO_SLOW = "the body arrives too slowly; send it again, faster";
    // beyond limits.transfer, a body may take a second more for each 100 kB
    private static final double NANOS_PER_BYTE = 1e9 / 100_000;

    private final RequestBytes bytes;
    private final long most;
    private final long nanos;
    private final int memoryOfByte;
    private long read = 0;
    // what it takes to compute the lines of a batch, between two reads, is not the client's delay
    private long waited = 0;

    CountedRequest(HttpServletRequest request, RequestBytes bytes, long most, RequestLimits limits) {
        super(request);
        this.bytes = bytes;
        this.most = most;
        this.nanos = limits.transfer().toNanos();
        // an npz is charged when it is inflated
        boolean multipart = String.valueOf(request.getContentType()).startsWith(MediaType.MULTIPART_FORM_DATA_VALUE);
        this.memoryOfByte = multipart ? 1 : BYTES_OF_JSON;
    }

    static RequestException tooLarge(String size, long most) {
        return new RequestException(ProblemType.TOO_LARGE, "the body has " + size + "; at most " + most + " are read");
    }

    private void count(int more) throws IOException {
        read += more;
        try {
            if (read > most) throw tooLarge("more than " + most + " bytes", most);
            if (waited > nanos + NANOS_PER_BYTE * read) {
                throw new RequestException(ProblemType.TOO_SLOW, TOO_SLOW);
            }
            bytes.charge((long) memoryOfByte * more);
        } catch (RequestException e) {
            throw new IOException(e);
        }
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Body(super.getInputStream());
    }

    private final class Body extends ServletInputStream {
        private final ServletInputStream body;

        Body(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                long start = System.nanoTime();
                int more = body.read(buffer, offset, length);
                waited += System.nanoTime() - start;
                count(Math.max(0, more));
                return more;
            } catch (SocketTimeoutException e) {
                throw new IOException(new RequestException(ProblemType.TOO_SLOW, TOO_SLOW));
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
