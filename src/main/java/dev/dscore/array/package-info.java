/** Arrays of float64 numbers and the inputs of a graph: plain data that all packages may use. */
@NullMarked
package dev.dscore.array;

import org.jspecify.annotations.NullMarked;
