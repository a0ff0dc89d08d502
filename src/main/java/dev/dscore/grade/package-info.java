/** Verified gradients, and what is compared with them. May not know HTTP or JSON. */
@NullMarked
package dev.dscore.grade;

import org.jspecify.annotations.NullMarked;
