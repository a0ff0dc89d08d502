/** Turns exceptions into problem documents (RFC 9457): one table, one function. Knows no HTTP. */
@NullMarked
package dev.dscore.problem;

import org.jspecify.annotations.NullMarked;
