package dev.dscore.web;

import java.io.IOException;
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
