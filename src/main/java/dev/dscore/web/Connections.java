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
    static final Connection NONE = new Connection(null, "", 0);

    private volatile @Nullable Protocol protocol;

    /** The client's end of a request. Not to be asked while the request is being read. */
    record Connection(@Nullable Protocol protocol, String address, int port) {
        /** Whether the client has closed it. */
        boolean isGone() {
            SocketWrapperBase<?> known = wrapper();
            if (known == null) return false;
            // what arrives meanwhile, as a next request, stays in Tomcat's buffer; the end of the stream is an
            // exception
            try {
                known.isReadyForRead();
                return false;
            } catch (IOException e) {
                return true;
            }
        }

        /** Closes it, whatever the client still sends. */
        void drop() {
            SocketWrapperBase<?> known = wrapper();
            if (known != null) known.close();
        }

        private @Nullable SocketWrapperBase<?> wrapper() {
            return protocol == null ? null : protocol.connection(address, port);
        }
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
        return new Connection(protocol, request.getRemoteAddr(), request.getRemotePort());
    }
}
