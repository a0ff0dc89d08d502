/** Controllers, content negotiation, problem documents over HTTP, OpenAPI and metrics: the network's caller of {@code app}. */
@NullMarked
package dev.dscore.http;

import org.jspecify.annotations.NullMarked;
