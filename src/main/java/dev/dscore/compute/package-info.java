/** What one request may take of the machine, known to all that take it. */
@NullMarked
package dev.dscore.compute;

import org.jspecify.annotations.NullMarked;
