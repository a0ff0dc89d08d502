/** Limits on the resources of one request. The lowest package: all others may depend on it. */
@NullMarked
package dev.dscore.compute;

import org.jspecify.annotations.NullMarked;
