package dev.dscore.web;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may ask for.
 *
 * @param body bytes of a request's body
 * @param elements of one array, sent or computed
 * @param waiting how long a request waits for a core before it is told to try again
 * @param time how long a request may compute
 * @param work single numbers computed for one request, the finite differences included
 */
@ConfigurationProperties("dscore.limits")
public record Limits(
        @DefaultValue("64MB") DataSize body,
        @DefaultValue("2s") Duration waiting,
        @DefaultValue("30s") Duration time,
        @DefaultValue("4000000") long elements,
        @DefaultValue("4000000000") long work,
        @DefaultValue Code code) {

    /**
     * How large a function's code may be.
     *
     * @param characters of the whole text
     * @param statements lines and parts of lines between semicolons
     * @param tokens words and signs of one statement
     * @param nesting brackets within brackets
     */
    public record Code(
            @DefaultValue("20000") int characters,
            @DefaultValue("500") int statements,
            @DefaultValue("500") int tokens,
            @DefaultValue("40") int nesting) {
        public dev.dscore.lang.Limits limits() {
            return new dev.dscore.lang.Limits(characters, statements, tokens, nesting);
        }
    }
}
