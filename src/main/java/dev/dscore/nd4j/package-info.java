/** The evaluation of graphs on ND4J. No other package may know ND4J, and none of its types leaves this one. */
@NullMarked
package dev.dscore.nd4j;

import org.jspecify.annotations.NullMarked;
