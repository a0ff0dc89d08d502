package dev.dscore.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Adapter;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Tomcat's HTTP/1.1, with two differences. A request knows its connection. And of a body that nobody has read Tomcat reads
 * the rest, on a thread, for as long as its client takes: here the connection is closed, see {@link UnreadBody} for the rest.
 */
public final class HttpProtocol extends Http11NioProtocol {
    // Tomcat's adapter has the second
    private static final int CONNECTION = 7;

    /** The client of a request that has come this way. */
    static Client client(Request request) {
        return new Client((SocketWrapperBase<?>) request.getNote(CONNECTION));
    }

    /**
     * Answers past Tomcat, which closes the connection after a 503: who tries again would need another, and to accept and
     * close that takes longer than to refuse.
     *
     * @param answer has the headers and no body yet
     * @return false, and nothing is done, where the connection would not be kept after any other answer
     */
    static boolean keepsAfter(PlainProblem problem, org.apache.catalina.connector.Response answer) throws IOException {
        Request request = answer.getCoyoteResponse().getRequest();
        boolean kept = request.protocol().equals("HTTP/1.1")
                && request.getHeader(HttpHeaders.CONNECTION) == null
                && is(ActionCode.REQUEST_BODY_FULLY_READ, request);
        if (!kept) return false;
        byte[] body = problem.bytes();
        StringBuilder head = new StringBuilder("HTTP/1.1 " + problem.status() + " \r\n");
        for (String name : answer.getHeaderNames()) {
            head.append(name).append(": ").append(answer.getHeader(name)).append("\r\n");
        }
        head.append(HttpHeaders.CONTENT_TYPE + ": " + MediaType.APPLICATION_PROBLEM_JSON_VALUE + "\r\n");
        head.append(HttpHeaders.CONTENT_LENGTH + ": " + body.length + "\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        SocketWrapperBase<?> connection = (SocketWrapperBase<?>) request.getNote(CONNECTION);
        connection.write(true, start, 0, start.length);
        connection.write(true, body, 0, body.length);
        connection.flush(true);
        answer.getCoyoteResponse().setCommitted(true);
        return true;
    }

    /** Closes the connection after the answer, and reads no more from it. */
    static void leaveUnread(Request request) {
        request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    private static boolean is(ActionCode question, Request request) {
        AtomicBoolean answer = new AtomicBoolean();
        request.action(question, answer);
        return answer.get();
    }

    @Override
    protected Processor createProcessor() {
        return new Http11Processor(this, new Unswallowing(getAdapter())) {
            @Override
            public AbstractEndpoint.Handler.SocketState service(SocketWrapperBase<?> connection) throws IOException {
                request.setNote(CONNECTION, connection);
                return super.service(connection);
            }
        };
    }

    private record Unswallowing(Adapter tomcats) implements Adapter {
        @Override
        public void service(Request request, Response response) throws Exception {
            tomcats.service(request, response);
            if (!is(ActionCode.ASYNC_IS_ASYNC, request) && !is(ActionCode.REQUEST_BODY_FULLY_READ, request)) {
                leaveUnread(request);
            }
        }

        @Override
        public boolean asyncDispatch(Request request, Response response, SocketEvent event) throws Exception {
            return tomcats.asyncDispatch(request, response, event);
        }

        @Override
        public boolean prepare(Request request, Response response) throws Exception {
            return tomcats.prepare(request, response);
        }

        @Override
        public void log(Request request, Response response, long time) {
            tomcats.log(request, response, time);
        }

        @Override
        public void checkRecycled(Request request, Response response) {
            tomcats.checkRecycled(request, response);
        }

        @Override
        public String getDomain() {
            return tomcats.getDomain();
        }
    }
}
