/** The random number generators of NumPy and Python, to the bit. Knows no arrays and no program. */
@NullMarked
package dev.dscore.random;

import org.jspecify.annotations.NullMarked;
