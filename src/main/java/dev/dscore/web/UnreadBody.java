package dev.dscore.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.RequestDispatcher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.apache.catalina.connector.Response;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.springframework.http.HttpHeaders;

/**
 * What nobody has read of a request's body, once the request is answered: a client that sends all of it before it looks at
 * its answer must be able to. It is read and forgotten as it comes, and no thread waits for it.
 *
 * <p>It is read from Tomcat's own request: the servlet's stream is closed with the answer.
 */
final class UnreadBody implements ReadListener, AsyncListener {
    private static final long MOST = 1 << 30;
    private static final int MOST_AT_ONCE = 1 << 16;
    private static final int BYTES_PER_MILLI = 100;

    private final Request request;
    private final AsyncContext context;
    private final Client client;
    private final Set<Client> clients;
    private final Nowhere nowhere = new Nowhere();
    private long left = MOST;

    private UnreadBody(Request request, AsyncContext context, Client client, Set<Client> clients) {
        this.request = request;
        this.context = context;
        this.client = client;
        this.clients = clients;
    }

    /**
     * Ends the answer and reads what is left.
     *
     * @param allowed how long it may take; longer for a body that says it is longer
     * @param clients where the client is until then
     */
    static void forget(
            org.apache.catalina.connector.Request answered, Response response, Duration allowed, Set<Client> clients)
            throws IOException {
        Request request = answered.getCoyoteRequest();
        long length = answered.getContentLengthLong();
        if (isThere(request) || request.isExceptionPresent() || length > MOST) return;
        response.finishResponse();
        // what went wrong has been answered
        answered.removeAttribute(RequestDispatcher.ERROR_EXCEPTION);
        AsyncContext context = answered.startAsync();
        context.setTimeout(allowed.toMillis() + Math.max(0, length) / BYTES_PER_MILLI);
        UnreadBody unread = new UnreadBody(request, context, Client.of(answered), clients);
        clients.add(unread.client);
        context.addListener(unread);
        request.setReadListener(unread);
    }

    /** True if nothing is left to arrive. */
    static boolean isThere(Request request) throws IOException {
        // who asks first sends nothing after a no
        if (request.getHeader(HttpHeaders.EXPECT) != null) return true;
        Nowhere nowhere = new Nowhere();
        for (int read = 0; !request.isFinished(); read += request.doRead(nowhere)) {
            request.action(ActionCode.AVAILABLE, true);
            if (request.getAvailable() == 0 || read > MOST_AT_ONCE) return false;
        }
        return true;
    }

    @Override
    public void onDataAvailable() throws IOException {
        while (!request.isFinished() && request.isReady()) {
            left -= Math.max(0, request.doRead(nowhere));
            if (left < 0) throw new IOException("more than anybody is listened to");
        }
    }

    @Override
    public void onAllDataRead() {
        context.complete();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        end();
    }

    @Override
    public void onError(Throwable error) {
        // Tomcat closes the connection
    }

    @Override
    public void onError(AsyncEvent event) {
        end();
    }

    private void end() {
        HttpProtocol.leaveUnread(request);
        context.complete();
    }

    /** What is read is in a buffer of Tomcat's; here it is left there. */
    private static final class Nowhere implements ApplicationBufferHandler {
        private ByteBuffer buffer = EMPTY_BUFFER;

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }

    @Override
    public void onComplete(AsyncEvent event) {
        clients.remove(client);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
