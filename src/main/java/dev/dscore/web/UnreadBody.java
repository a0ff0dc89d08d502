package dev.dscore.web;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** What nobody has read of a request's body: a client that sends all of it before it looks at its answer must be able to. */
@Component
class UnreadBody {
    private static final long MOST = 1 << 30;

    private final Limits limits;
    private final Connections connections;

    UnreadBody(Limits limits, Connections connections) {
        this.limits = limits;
        this.connections = connections;
    }

    /** Reads and forgets it, and ends the connection where that is too slow, or too much. */
    void forget(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (skipArrived(request)) return;
        response.flushBuffer();
        if (!drain(request)) connections.of(request).drop();
    }

    /** True if nothing is left to arrive: the answer may leave in one piece. */
    private static boolean skipArrived(HttpServletRequest request) throws IOException {
        // who asks first sends nothing after a no
        if (request.getHeader(HttpHeaders.EXPECT) != null) return true;
        boolean chunked = request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        if (request.getContentLengthLong() <= 0 && !chunked) return true;
        ServletInputStream body = request.getInputStream();
        // what has arrived of chunks may be none of their bytes
        while (!chunked && !body.isFinished() && body.available() > 0) body.skip(body.available());
        return body.isFinished();
    }

    private boolean drain(HttpServletRequest request) {
        Patience patience = new Patience(limits.transfer());
        byte[] piece = new byte[1 << 14];
        long left = MOST;
        try {
            InputStream body = request.getInputStream();
            while (left > 0) {
                long start = System.nanoTime();
                int count = body.read(piece);
                if (count < 0) return true;
                left -= count;
                if (patience.endsAfter(System.nanoTime() - start, count)) return false;
            }
        } catch (IOException e) {
            // the client is gone, or sends nothing any more
        }
        return false;
    }
}
