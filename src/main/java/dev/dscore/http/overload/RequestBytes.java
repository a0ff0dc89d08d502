package dev.dscore.http.overload;

import jakarta.servlet.http.HttpServletRequest;

/** What the body and the answer of one request take of the {@link ByteBudget}, until the request is closed. */
public final class RequestBytes implements AutoCloseable {
    private static final String ATTRIBUTE = RequestBytes.class.getName();

    private final ByteBudget budget;
    private final long start = System.nanoTime();
    private long charged = 0;

    RequestBytes(ByteBudget budget, HttpServletRequest request) {
        this.budget = budget;
        request.setAttribute(ATTRIBUTE, this);
    }

    /** Returns the account of {@code request}. */
    public static RequestBytes of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestBytes bytes) return bytes;
        throw new IllegalStateException("the request has not passed the filter that limits it");
    }

    /** @throws dev.dscore.problem.RequestException if all requests together would take more than they may */
    public void charge(long bytes) {
        long before = charged;
        charged += bytes;
        budget.move(before, bytes);
    }

    /** Returns the bytes charged so far, for {@link #backTo}. */
    public long charged() {
        return charged;
    }

    /** Gives back what was charged beyond {@code bytes}. */
    public void backTo(long bytes) {
        budget.move(charged, bytes - charged);
        charged = bytes;
    }

    /** Returns the nanoseconds since the request began. */
    public long age() {
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        backTo(0);
    }
}
