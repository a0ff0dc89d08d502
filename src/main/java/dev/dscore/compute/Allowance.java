package dev.dscore.compute;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The limits of one request's work: a number of steps, and a signal to stop. Steps are counted and not timed, so that
 * the same work always takes the same number; one step is a term in the shape of a new node.
 *
 * <p>A request has one total. The function, with its backward pass and the check, has an equal share of the total, and
 * so has each {@link #part}: a part that is used up takes nothing from the rest. Not thread-safe, except for
 * {@link #stop}.
 */
public final class Allowance {
    /**
     * An allowance without limit that is never stopped, for texts that are part of the service: tables and the
     * catalogue.
     */
    public static final Allowance UNLIMITED = new Allowance(new Total(Long.MAX_VALUE), Long.MAX_VALUE, 1);

    /**
     * The number of equal shares: the function, submitted code, gradients without points, rounding, follow-through,
     * explanations.
     */
    private static final int SHARES = 6;

    /** The total that all parts of one request draw on. */
    private static final class Total {
        private final long steps;
        // in order of payment
        private final Set<Object> paid = new LinkedHashSet<>();
        private long left;
        private volatile boolean stopped;

        private Total(long steps) {
            this.steps = steps;
            this.left = steps;
        }
    }

    private final Total total;
    private final long limit;
    private final int unit;
    private long left;

    private Allowance(Total total, long limit, int unit) {
        this.total = total;
        this.limit = limit;
        this.unit = unit;
        this.left = limit;
    }

    /**
     * Creates the allowance of a request: the function's share.
     *
     * @param steps the total of the request
     */
    public static Allowance of(long steps) {
        return new Allowance(new Total(steps), steps / SHARES, 1);
    }

    /**
     * Creates an allowance for a part of the same request's work, with the same limit and the same signal to stop. It
     * serves work that must not use up the steps of the rest of the request, such as a student's code.
     */
    public Allowance part() {
        return part(limit, 1);
    }

    /** Creates a part of at most {@code most} smaller steps, of which {@code unit} make up one step of the total. */
    public Allowance part(long most, int unit) {
        long share = limit > Long.MAX_VALUE / unit ? Long.MAX_VALUE : limit * unit;
        return new Allowance(this == UNLIMITED ? new Total(Long.MAX_VALUE) : total, Math.min(most, share), unit);
    }

    /**
     * Takes {@code steps} steps. A spent allowance stays spent.
     *
     * @throws StoppedException if the request has been stopped or this thread is interrupted
     * @throws SpentException if fewer steps are left in this part or in the total
     */
    public void take(long steps) {
        if (total.stopped || Thread.currentThread().isInterrupted()) throw new StoppedException();
        // shared by all threads, so nothing is counted
        if (this == UNLIMITED) return;
        if (steps > left) {
            left = -1;
            throw new SpentException(limit);
        }
        long before = (limit - left) / unit;
        left -= steps;
        long drawn = (limit - left) / unit - before;
        total.left = drawn <= total.left ? total.left - drawn : -1;
        if (total.left < 0) throw new SpentException(total.steps);
    }

    /** Returns the number of steps left; negative once a step was refused. */
    public long left() {
        return left;
    }

    /** Returns whether the request has not paid for the value cached under {@code key} yet; an unlimited one never pays. */
    boolean owes(Object key) {
        return this != UNLIMITED && !total.paid.contains(key);
    }

    /** Records that the request has paid for the value cached under {@code key}. */
    void pays(Object key) {
        if (this != UNLIMITED) total.paid.add(key);
    }

    /** Returns the keys of all values that the request has paid for, in order of payment. */
    List<Object> paid() {
        return new ArrayList<>(total.paid);
    }

    /** Stops all work of this request at its next step, on every thread. */
    public void stop() {
        if (this == UNLIMITED) throw new IllegalStateException("what serves all requests is not stopped for one");
        total.stopped = true;
    }
}
