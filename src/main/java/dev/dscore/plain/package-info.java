/**
 * Arrays of plain numbers with strides, on which submitted code runs; views and in-place changes are as in NumPy. Knows
 * no graph.
 */
@NullMarked
package dev.dscore.plain;

import org.jspecify.annotations.NullMarked;
