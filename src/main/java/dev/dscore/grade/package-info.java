/** Marks for submitted gradients: what is right, where it first went wrong, and why. */
@NullMarked
package dev.dscore.grade;

import org.jspecify.annotations.NullMarked;
