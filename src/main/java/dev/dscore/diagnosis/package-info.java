/** Why a gradient is wrong: one slip in the backward pass that explains every entry. */
@NullMarked
package dev.dscore.diagnosis;

import org.jspecify.annotations.NullMarked;
