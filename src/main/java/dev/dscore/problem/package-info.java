/** From what went wrong to a problem document (RFC 9457): one table, one function. Knows no HTTP. */
@NullMarked
package dev.dscore.problem;

import org.jspecify.annotations.NullMarked;
