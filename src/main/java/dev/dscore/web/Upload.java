package dev.dscore.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.time.Duration;
import org.springframework.http.MediaType;

/** A request whose body is counted while it is read: its size, the memory it will take, and the time it takes to arrive. */
final class Upload extends HttpServletRequestWrapper {
    static final String TOO_SLOW = "the body arrives too slowly; send it again, faster";

    private final Account account;
    private final long most;
    private final int memoryOfByte;
    private final Client client;
    private final Duration transfer;
    private long read = 0;

    Upload(HttpServletRequest request, Client client, Account account, long most, Duration transfer) {
        super(request);
        this.account = account;
        this.most = most;
        this.client = client;
        this.transfer = transfer;
        // an npz is charged for where it is inflated
        boolean multipart = String.valueOf(request.getContentType()).startsWith(MediaType.MULTIPART_FORM_DATA_VALUE);
        this.memoryOfByte = multipart ? 1 : Account.BYTES_OF_JSON;
    }

    /** Thrown into whoever reads the body. */
    static final class Exceeded extends IOException {
        private final ProblemType type;

        Exceeded(ProblemType type, String message) {
            super(message);
            this.type = type;
        }

        ProblemType type() {
            return type;
        }
    }

    static String tooLarge(String size, long most) {
        return "the body has " + size + "; at most " + most + " are read";
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        return new Counted(super.getInputStream());
    }

    private final class Counted extends ServletInputStream {
        private final ServletInputStream body;

        Counted(ServletInputStream body) {
            this.body = body;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = -1;
            client.await();
            try {
                count = body.read(buffer, offset, length);
            } finally {
                client.awaited(Math.max(0, count));
            }
            count(Math.max(0, count));
            return count;
        }

        private void count(int bytes) throws IOException {
            read += bytes;
            if (read > most) {
                throw new Exceeded(ProblemType.TOO_LARGE, tooLarge("more than " + most + " bytes", most));
            }
            if (client.hasKeptWaiting(transfer)) {
                client.startAnew();
                throw new Exceeded(ProblemType.TOO_SLOW, TOO_SLOW);
            }
            try {
                account.charge((long) memoryOfByte * bytes);
            } catch (ApiException e) {
                throw new Exceeded(e.type(), String.valueOf(e.getMessage()));
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
