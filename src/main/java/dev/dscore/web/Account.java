package dev.dscore.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The memory that one request's body and answer take until it is answered, of what all requests may take together. */
final class Account implements AutoCloseable {
    /** Of a byte of JSON: "1," becomes eight bytes, twice that while its array grows. */
    static final int BYTES_OF_JSON = 8;

    // so much is everybody's: who sends little is not stopped by those who send much
    private static final long FREE = 128 << 10;
    private static final String ATTRIBUTE = Account.class.getName();
    private static final Account UNLIMITED = new Account(new AtomicLong(), Long.MAX_VALUE);

    private final AtomicLong all;
    private final long most;
    private final long start = System.nanoTime();
    private long mine = -FREE;

    Account(AtomicLong all, long most) {
        this.all = all;
        this.most = most;
    }

    void attachTo(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    /** That of the request that this thread answers. */
    static Account current() {
        RequestAttributes request = RequestContextHolder.getRequestAttributes();
        Object account = request == null ? null : request.getAttribute(ATTRIBUTE, RequestAttributes.SCOPE_REQUEST);
        return account instanceof Account known ? known : UNLIMITED;
    }

    /** @throws ApiException where all together would take more than they may */
    void charge(long bytes) {
        if (this == UNLIMITED) return;
        long before = Math.max(0, mine);
        mine += bytes;
        long more = Math.max(0, mine) - before;
        if (more > 0 && all.addAndGet(more) > most) {
            throw new ApiException(ProblemType.OVERLOADED, "too much is sent and answered at once; try again", null);
        }
    }

    /** Nanoseconds since the request came. */
    long age() {
        return System.nanoTime() - start;
    }

    /** How much is charged, to go back to. */
    long charged() {
        return mine;
    }

    /** Gives back what was charged since. */
    void backTo(long charged) {
        if (this == UNLIMITED) return;
        all.addAndGet(Math.max(0, charged) - Math.max(0, mine));
        mine = charged;
    }

    @Override
    public void close() {
        backTo(0);
    }
}
