/** From text to graph, and from graph to NumPy text. Knows no numbers and no derivatives. */
@NullMarked
package dev.dscore.lang;

import org.jspecify.annotations.NullMarked;
