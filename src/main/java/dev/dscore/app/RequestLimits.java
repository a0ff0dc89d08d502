package dev.dscore.app;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.util.unit.DataSize;

/**
 * The limits of one request, and of all requests together: {@code dscore.limits.*}.
 *
 * @param body the largest request body
 * @param inflated the largest total size of the arrays in an npz
 * @param transfer the longest time that a request body may take to arrive
 * @param requests the number of requests under way at a time: being read, waiting, being computed or written
 * @param computing the number of requests that compute at a time; 0 for the number of cores
 * @param waiting the longest wait for a core; a request that would probably wait longer than half of it is refused at
 *     once
 * @param time the longest computation of a request
 * @param elements the number of entries of one array, sent or computed
 * @param work the number of scalars computed for one request, the finite differences included
 * @param steps the number of steps of one request in all: nodes of the graphs made for it, with the terms of their
 *     shapes
 * @param memory the bytes for everything that is computed at a time; 0 for 45 % of the heap
 * @param data the bytes for all request bodies and responses at a time; 0 for 25 % of the heap
 */
@ConfigurationProperties(RequestLimits.PREFIX)
public record RequestLimits(
        @DefaultValue("64MB") DataSize body,
        @DefaultValue("64MB") DataSize inflated,
        @DefaultValue("60s") Duration transfer,
        @DefaultValue("480") int requests,
        @DefaultValue("0") int computing,
        @DefaultValue("4s") Duration waiting,
        @DefaultValue("30s") Duration time,
        @DefaultValue("4000000") long elements,
        @DefaultValue("4000000000") long work,
        @DefaultValue("6000000") long steps,
        @DefaultValue("0MB") DataSize memory,
        @DefaultValue("0MB") DataSize data,
        @DefaultValue Code code) {

    static final String PREFIX = "dscore.limits";
    private static final double COMPUTED = 0.45, SENT = 0.25;

    /** Returns the limits with their defaults. */
    public static RequestLimits standard() {
        return of(new MapConfigurationPropertySource());
    }

    /** Returns the limits set in the environment ({@code DSCORE_LIMITS_TIME=60s}), the others with their defaults. */
    public static RequestLimits ofEnvironment() {
        StandardEnvironment environment = new StandardEnvironment();
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment).bindOrCreate(PREFIX, RequestLimits.class);
    }

    /** Returns the limits that {@code source} sets, the others with their defaults. */
    public static RequestLimits of(ConfigurationPropertySource source) {
        return new Binder(source).bindOrCreate(PREFIX, RequestLimits.class);
    }

    /** Returns the number of requests that compute at a time. */
    public int cores() {
        return computing > 0 ? computing : Runtime.getRuntime().availableProcessors();
    }

    /** Returns the bytes for everything that is computed at a time. */
    public long memoryBytes() {
        return ofHeap(memory, COMPUTED);
    }

    /** Returns the bytes for all request bodies and responses at a time. */
    public long dataBytes() {
        return ofHeap(data, SENT);
    }

    private static long ofHeap(DataSize size, double share) {
        return size.toBytes() > 0
                ? size.toBytes()
                : (long) (share * Runtime.getRuntime().maxMemory());
    }

    /**
     * The maximum size of a function's code.
     *
     * @param characters the characters of the whole text
     * @param statements the statements: lines, and parts of lines between semicolons
     * @param tokens the tokens of one statement
     * @param nesting the depth of brackets within brackets
     * @param name the letters of a name
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
