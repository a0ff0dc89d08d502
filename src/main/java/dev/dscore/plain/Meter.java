package dev.dscore.plain;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.lang.Callable;
import dev.dscore.lang.Fault;
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
 * What a program's arrays may take: entries of one array, entries touched in all, and memory. Memory is held for what its names
 * reach, looked up when as much again has been made.
 */
public final class Meter implements AutoCloseable {
    /** Entries that are touched in one step of the allowance. */
    private static final int ENTRIES_OF_STEP = 500;

    /** Bytes that are made between two look-ups, at least. */
    private static final long SLACK = 16_000_000;

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

    /** @param live what a program's names stand for now */
    public void watch(Supplier<List<Value>> live) {
        this.live = live;
    }

    void touch(long entries) {
        operations += entries;
        if (operations > budget.work()) check(1, "()", operations, 0);
        allowance.take(1 + entries / ENTRIES_OF_STEP);
    }

    /** Before an array of this shape is made. */
    int array(Whole[] lengths) {
        double count = 1;
        for (Whole length : lengths) count *= length.number();
        if (count > budget.elements()) check(count, NumericArray.shown(lengths), 0, 0);
        touch((long) count);
        bytes(NumericArray.OVERHEAD + 8 * (long) count);
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
                throw Fault.limit(e.getMessage());
            }
        }
        made = (long) (needed - SLACK);
    }

    private double reached() {
        double bytes = 0;
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Value> open = new ArrayDeque<>(live.get());
        while (!open.isEmpty()) {
            Value value = open.pop();
            if (value instanceof NumericArray array) {
                if (seen.add(array.buffer)) bytes += array.bytes();
                continue;
            }
            Collection<Value> inner = inner(value);
            if (inner.isEmpty() || !seen.add(value)) continue;
            bytes += 120.0 * inner.size();
            open.addAll(inner);
        }
        return bytes;
    }

    private static Collection<Value> inner(Value value) {
        if (value instanceof Value.Tuple tuple) return tuple.elements();
        if (value instanceof Value.Items items) return items.elements();
        if (value instanceof Value.Dictionary dictionary)
            return dictionary.entries().values();
        if (value instanceof Value.Instance instance)
            return instance.attributes().values();
        if (value instanceof Callable.Own own) return own.defaults().values();
        return List.of();
    }

    private void check(double entries, String shape, double operations, double bytes) {
        try {
            budget.check(new Budget.Need(entries, shape, operations, bytes));
        } catch (TooCostlyException e) {
            throw Fault.limit(e.getMessage());
        }
    }

    @Override
    public void close() {
        Memory.Held before = held;
        held = null;
        holding = 0;
        if (before != null) before.close();
    }
}
