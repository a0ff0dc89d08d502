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
 * @param work single numbers computed for one request, the finite differences included
 */
@ConfigurationProperties("dscore.limits")
public record Limits(
        @DefaultValue("64MB") DataSize body,
        @DefaultValue("2s") Duration waiting,
        @DefaultValue("4000000") long elements,
        @DefaultValue("4000000000") long work) {}
