/** NumPy's and Python's generators of random numbers, to the bit. Knows no arrays and no program. */
@NullMarked
package dev.dscore.random;

import org.jspecify.annotations.NullMarked;
