/** From program text to a graph, and from a graph to NumPy text. Knows neither numbers nor derivatives. */
@NullMarked
package dev.dscore.lang;

import org.jspecify.annotations.NullMarked;
