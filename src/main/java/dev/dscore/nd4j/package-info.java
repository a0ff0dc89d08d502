/** The evaluation of graphs on ND4J. Nothing else may know ND4J, and nothing of it leaves. */
@NullMarked
package dev.dscore.nd4j;

import org.jspecify.annotations.NullMarked;
