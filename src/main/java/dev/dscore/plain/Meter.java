package dev.dscore.plain;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Message;
import dev.dscore.lang.Value;
import dev.dscore.lang.Whole;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the arrays of a program: entries of one array, entries touched in all, and memory. Memory is held for the
 * arrays that the program's names reach; they are counted anew when as much again has been allocated.
 */
public final class Meter implements AutoCloseable {
    /** Entries touched in one step of the allowance. 256 million entries take one or two seconds. */
    private static final int ENTRIES_OF_STEP = 32;

    /** Cost of one row of the innermost loop, in entries. */
    private static final int ENTRIES_OF_ROW = 8;

    /** Cost of one operand of an operation, in entries. */
    private static final int ENTRIES_OF_OPERAND = 32;

    /** Multiplications of a matrix product in one step of the allowance; they run over consecutive entries. */
    private static final int PRODUCTS_OF_STEP = 500;

    /** The least number of bytes allocated between two counts. */
    private static final long SLACK = 16_000_000;

    /** Values visited in one step of the allowance. */
    private static final int VISITED_OF_STEP = 8;

    /** The number of axes whose lengths and strides are computed in one step. */
    private static final int AXES_OF_STEP = 2;

    private final Budget budget;
    private final Allowance allowance;
    private Supplier<List<Value>> live = List::of;
    private long made = 0;
    private double holding = 0;
    private Memory.@Nullable Held held;
    private double operations = 0;

    public Meter(Budget budget, Allowance allowance) {
        this.budget = budget;
        this.allowance = allowance;
    }

    /** @param live supplies the values that the program's names refer to now */
    public void watch(Supplier<List<Value>> live) {
        this.live = live;
    }

    void touch(long entries) {
        work(entries, ENTRIES_OF_STEP);
    }

    /** Charges the multiplications of a product before they are done. */
    void multiply(double products) {
        work((long) Math.min(Long.MAX_VALUE, products), PRODUCTS_OF_STEP);
    }

    /** Charges the sorting of lanes of {@code length} entries, {@code entries} in all, before it is done. */
    void sort(long entries, long length) {
        touch(entries * (Long.SIZE - Long.numberOfLeadingZeros(length)));
    }

    /** Charges what an operation does for each axis of an operand or a result, whatever their lengths are. */
    void axes(int rank) {
        if (rank > 1) allowance.take(rank / AXES_OF_STEP);
    }

    /** Charges what an operation does for each of its operands, however small they are. */
    void operands(int count) {
        touch((long) ENTRIES_OF_OPERAND * count);
    }

    private void work(long operations, int ofStep) {
        this.operations += operations;
        if (this.operations > budget.work()) check(1, "()", this.operations, 0);
        allowance.take(1 + operations / ofStep);
    }

    /**
     * Checks the size of a view before it is made: a loop over a view visits every entry, also those that share memory.
     */
    void view(Whole[] lengths) {
        double count = 1;
        for (Whole length : lengths) count *= length.number();
        if (count > budget.elements()) check(count, NumericArray.shown(lengths), 0, 0);
        axes(lengths.length);
        bytes(NumericArray.bytesBeside(lengths.length));
        touch(1);
    }

    /** Charges an array of this shape before it is made, and returns the number of its entries. */
    int array(Whole[] lengths) {
        double count = 1;
        for (Whole length : lengths) {
            if (length.number() < 0) throw Fault.error("ValueError", "an axis cannot have the length {}", length);
            count *= length.number();
        }
        if (count > budget.elements()) check(count, NumericArray.shown(lengths), 0, 0);
        axes(lengths.length);
        // once for its memory, once for its entries
        double rows = lengths.length < 2 ? 0 : count / Math.max(1, lengths[lengths.length - 1].number());
        touch(2 * (long) count + ENTRIES_OF_ROW * (long) rows);
        bytes(NumericArray.bytesBeside(lengths.length) + 8 * (long) count);
        return (int) count;
    }

    private void bytes(long bytes) {
        made += bytes;
        if (made + SLACK / 2 <= Math.max(holding, SLACK)) return;
        double needed = reached() + bytes + SLACK;
        if (needed > holding) {
            close();
            try {
                held = budget.hold(new Budget.Need(1, "()", 0, 2 * needed));
                holding = 2 * needed;
            } catch (TooCostlyException e) {
                throw tooCostly(e, "this would take more memory than there is");
            }
        }
        made = (long) (needed - SLACK);
    }

    private double reached() {
        double bytes = 0;
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Value> open = new ArrayDeque<>(live.get());
        long visited = 0;
        while (!open.isEmpty()) {
            Value value = open.pop();
            if (++visited % VISITED_OF_STEP == 0) allowance.take(1);
            if (value instanceof NumericArray array) {
                if (seen.add(array)) bytes += NumericArray.bytesBeside(array.rank());
                if (seen.add(array.buffer)) bytes += 8.0 * array.buffer.data.length;
                continue;
            }
            Collection<Value> inner = Value.inner(value);
            if (inner.isEmpty() || !seen.add(value)) continue;
            bytes += 120.0 * inner.size();
            open.addAll(inner);
        }
        return bytes;
    }

    private void check(double entries, String shape, double operations, double bytes) {
        try {
            budget.check(new Budget.Need(entries, shape, operations, bytes));
        } catch (TooCostlyException e) {
            throw tooCostly(
                    e,
                    entries > budget.elements()
                            ? "a value would have too many entries"
                            : "this takes too many operations");
        }
    }

    // the cost was computed from the inputs; readers without access to them get only told
    private static Fault tooCostly(TooCostlyException e, String told) {
        return Fault.limit("{}", Message.outlined(String.valueOf(e.getMessage()), told));
    }

    @Override
    public void close() {
        Memory.Held before = held;
        held = null;
        holding = 0;
        if (before != null) before.close();
    }
}
