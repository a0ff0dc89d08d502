package dev.dscore.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may ask for.
 *
 * @param body bytes of a request's body
 * @param inflated bytes of all arrays of an npz
 * @param transfer how long a body may take to arrive, and an answer to be taken
 * @param requests under way at a time, whether they are read, wait, are computed or written
 * @param computing requests at a time; 0 for as many as there are cores
 * @param waiting how long a request waits for a core; it is told at once to try again where it would be longer
 * @param time how long a request may compute
 * @param elements of one array, sent or computed
 * @param work single numbers computed for one request, the finite differences included
 * @param steps of one request in all: nodes of the graphs that are made for it, with the terms of their shapes
 * @param memory for all that is computed at a time; 0 for 45 % of the heap
 * @param data memory for all that is sent and answered at a time; 0 for 25 % of the heap
 */
@ConfigurationProperties("dscore.limits")
public record Limits(
        @DefaultValue("64MB") DataSize body,
        @DefaultValue("64MB") DataSize inflated,
        @DefaultValue("60s") Duration transfer,
        @DefaultValue("240") int requests,
        @DefaultValue("0") int computing,
        @DefaultValue("4s") Duration waiting,
        @DefaultValue("30s") Duration time,
        @DefaultValue("4000000") long elements,
        @DefaultValue("4000000000") long work,
        @DefaultValue("6000000") long steps,
        @DefaultValue("0MB") DataSize memory,
        @DefaultValue("0MB") DataSize data,
        @DefaultValue Code code) {

    private static final double COMPUTED = 0.45, SENT = 0.25;

    /** How many requests compute at a time. */
    public int cores() {
        return computing > 0 ? computing : Runtime.getRuntime().availableProcessors();
    }

    /** Bytes for all that is computed at a time. */
    public long memoryBytes() {
        return ofHeap(memory, COMPUTED);
    }

    /** Bytes for all that is sent and answered at a time. */
    long dataBytes() {
        return ofHeap(data, SENT);
    }

    private static long ofHeap(DataSize size, double share) {
        return size.toBytes() > 0
                ? size.toBytes()
                : (long) (share * Runtime.getRuntime().maxMemory());
    }

    /**
     * How large a function's code may be.
     *
     * @param characters of the whole text
     * @param statements lines and parts of lines between semicolons
     * @param tokens words and signs of one statement
     * @param nesting brackets within brackets
     * @param name letters of a name
     */
    public record Code(
            @DefaultValue("20000") int characters,
            @DefaultValue("500") int statements,
            @DefaultValue("500") int tokens,
            @DefaultValue("40") int nesting,
            @DefaultValue("100") int name) {
        public dev.dscore.lang.Limits limits() {
            return new dev.dscore.lang.Limits(characters, statements, tokens, nesting, name);
        }
    }
}
