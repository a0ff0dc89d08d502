package dev.dscore.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses bodies that are too large, by their announced length or while they are read, and those in an encoding; and bodies
 * that together with all others under way would not fit into memory once they are arrays.
 */
@Component
class BodyLimit extends OncePerRequestFilter {
    // two characters of JSON, "1,", become eight bytes, twice that while an array grows
    private static final int MEMORY_OF_BODY = 16;

    private final long limit;
    private final long budget = Runtime.getRuntime().maxMemory() / MEMORY_OF_BODY;
    private final AtomicLong underWay = new AtomicLong();
    private final ProblemWriter problems;

    BodyLimit(Limits limits, ProblemWriter problems) {
        this.limit = Math.min(limits.body().toBytes(), budget);
        this.problems = problems;
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

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            String detail =
                    "Content-Encoding: " + encoding.replaceAll("\\W", "?") + " is not decoded; send the body as it is";
            problems.write(Problems.answer(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail, null), request, response);
        } else if (request.getContentLengthLong() > limit) {
            String size = request.getContentLengthLong() + " bytes";
            problems.write(Problems.answer(ProblemType.TOO_LARGE, message(size), null), request, response);
        } else {
            Counted counted = new Counted(request);
            try {
                chain.doFilter(counted, response);
            } finally {
                underWay.addAndGet(-counted.read);
            }
        }
    }

    private String message(String size) {
        return "the body has " + size + "; at most " + limit + " are read";
    }

    private final class Counted extends HttpServletRequestWrapper {
        private long read = 0;

        Counted(HttpServletRequest request) {
            super(request);
        }

        @Override
        public ServletInputStream getInputStream() throws IOException {
            return new CountedStream(super.getInputStream(), this);
        }
    }

    private final class CountedStream extends ServletInputStream {
        private final ServletInputStream body;
        private final Counted request;

        CountedStream(ServletInputStream body, Counted request) {
            this.body = body;
            this.request = request;
        }

        @Override
        public int read() throws IOException {
            int next = body.read();
            if (next >= 0) count(1);
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = body.read(buffer, offset, length);
            if (count > 0) count(count);
            return count;
        }

        private void count(int bytes) throws IOException {
            request.read += bytes;
            long all = underWay.addAndGet(bytes);
            if (request.read > limit) {
                throw new Exceeded(ProblemType.TOO_LARGE, message("more than " + limit + " bytes"));
            }
            if (all > budget) {
                throw new Exceeded(ProblemType.OVERLOADED, "too much is being sent at once; try again");
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
