package dev.dscore.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells whether a client is still there while its request is answered, which servlets are not told. */
@Component
class Connections {
    /** One of which nothing is known. */
    static final Connection NONE = () -> false;

    private volatile @Nullable Protocol protocol;

    /** The client's end of a request. Not to be asked while the request is being read. */
    interface Connection {
        /** Whether the client has closed it. */
        boolean isGone();
    }

    /** Tomcat's, with its connections to be seen. */
    public static final class Protocol extends Http11NioProtocol {
        @Nullable
        SocketWrapperBase<?> connection(String address, int port) {
            for (SocketWrapperBase<?> connection : getEndpoint().getConnections()) {
                if (connection.getRemotePort() == port && address.equals(connection.getRemoteAddr())) return connection;
            }
            return null;
        }
    }

    void use(Protocol protocol) {
        this.protocol = protocol;
    }

    Connection of(HttpServletRequest request) {
        Protocol known = protocol;
        if (known == null) return NONE;
        String address = request.getRemoteAddr();
        int port = request.getRemotePort();
        return () -> isGone(known.connection(address, port));
    }

    // what arrives meanwhile, as a next request, stays in Tomcat's buffer; the end of the stream is an exception
    private static boolean isGone(@Nullable SocketWrapperBase<?> connection) {
        if (connection == null) return false;
        try {
            connection.isReadyForRead();
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
