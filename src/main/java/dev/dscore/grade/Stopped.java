package dev.dscore.grade;

import org.jspecify.annotations.Nullable;

/**
 * Where and why submitted code stopped.
 *
 * @param call which of the calls the line is in, from 1; null where it is a line of the code
 * @param line from 1
 * @param text of the piece of the line that is at fault
 */
public record Stopped(@Nullable Integer call, int line, String text, String message) {
    /** Returns where it stopped, {@code line 3} or {@code line 1 of call 2}. */
    public String place() {
        return "line " + line + (call == null ? "" : " of call " + call);
    }
}
