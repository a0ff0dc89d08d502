package dev.dscore.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Whom one request is answered: it may be gone, which servlets are not told, and it may keep a thread waiting that reads from
 * it or writes to it, for a while, and longer for more bytes.
 */
final class Client {
    private static final double NANOS_PER_BYTE = 1e9 / 100_000;
    private static final String ATTRIBUTE = Client.class.getName();

    private final @Nullable SocketWrapperBase<?> connection;
    private volatile boolean awaited;
    private volatile long since;
    private volatile double waited;
    private volatile boolean letGo;

    /** @param connection null where nothing is known of it */
    Client(@Nullable SocketWrapperBase<?> connection) {
        this.connection = connection;
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    static Client of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Client known ? known : new Client(null);
    }

    /** Whether it has closed the connection. Not to be asked while the request is being read. */
    boolean isGone() {
        if (connection == null) return false;
        // what arrives meanwhile, as a next request, stays in Tomcat's buffer; the end of the stream is an exception
        try {
            connection.isReadyForRead();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** From now on a thread waits for it. */
    void await() {
        since = System.nanoTime();
        awaited = true;
    }

    /** The thread has read so many bytes from it, or written them to it, or given up. */
    void awaited(int bytes) {
        awaited = false;
        waited += System.nanoTime() - since - NANOS_PER_BYTE * bytes;
    }

    /** What was is forgotten: it is to have time to read why it was refused. */
    void startAnew() {
        waited = 0;
    }

    /** Whether threads have waited for it for longer than is allowed, in all. */
    boolean hasKeptWaiting(Duration allowed) {
        return waited > allowed.toNanos();
    }

    /** Whether a thread waits for it now, and has for longer than is allowed, in all. */
    boolean keepsWaiting(Duration allowed) {
        return awaited && Math.max(0, waited) + System.nanoTime() - since > allowed.toNanos();
    }

    boolean isLetGo() {
        return letGo;
    }

    /** Whoever waits to read from it finds the end; and where it is called again, whoever waits to write to it. */
    void letGo() {
        // closing would not wake the thread; the end of a stream does
        if (connection == null || !(connection.getSocket() instanceof NioChannel socket)) return;
        SocketChannel channel = socket.getIOChannel();
        try {
            // who sends too slowly can still be told; who is asked again takes nothing
            if (letGo) channel.shutdownOutput();
            letGo = true;
            channel.shutdownInput();
        } catch (IOException e) {
            // it is gone
        }
    }
}
