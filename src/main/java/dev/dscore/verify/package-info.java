/** Finite differences on plain arrays. May not know derivatives, and of tensor only the arrays. */
@NullMarked
package dev.dscore.verify;

import org.jspecify.annotations.NullMarked;
