/** Gradients with their proof: derived, evaluated and checked against finite differences. */
@NullMarked
package dev.dscore.gradients;

import org.jspecify.annotations.NullMarked;
