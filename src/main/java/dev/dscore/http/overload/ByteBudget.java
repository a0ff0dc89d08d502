package dev.dscore.http.overload;

import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.atomic.AtomicLong;

/** The memory that all request bodies and answers may take at a time. */
final class ByteBudget {
    // so that small requests pass when the budget is used up
    private static final long FREE_BYTES = 128 << 10;

    private final AtomicLong used = new AtomicLong();
    private final long most;

    ByteBudget(long most) {
        this.most = most;
    }

    /** Returns the bytes that are charged now. */
    long used() {
        return used.get();
    }

    /** Opens the account of {@code request}, which finds it by {@link RequestBytes#of}. */
    RequestBytes open(HttpServletRequest request) {
        return new RequestBytes(this, request);
    }

    /** Charges or, where {@code more} is negative, gives back; the first {@link #FREE_BYTES} of a request are free. */
    void move(long before, long more) {
        long change = Math.max(0, before + more - FREE_BYTES) - Math.max(0, before - FREE_BYTES);
        if (used.addAndGet(change) > most && change > 0) {
            throw new RequestException(ProblemType.OVERLOADED, "too much is sent and answered at once; try again");
        }
    }
}
