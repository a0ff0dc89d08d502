/**
 * The table of derivatives, derivation and rewrites: from a graph to the graph of its backward pass. Knows no numbers.
 */
@NullMarked
package dev.dscore.calculus;

import org.jspecify.annotations.NullMarked;
