/** Arrays of float64 and where they come from: plain numbers, known to all. */
@NullMarked
package dev.dscore.array;

import org.jspecify.annotations.NullMarked;
