/**
 * Controllers, content negotiation, problem documents over HTTP, OpenAPI and metrics: the HTTP interface of
 * {@code app}.
 */
@NullMarked
package dev.dscore.http;

import org.jspecify.annotations.NullMarked;
