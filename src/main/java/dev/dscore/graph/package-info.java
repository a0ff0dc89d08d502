/** Nodes, the table of operations, and shapes in symbols. Knows nothing else. */
@NullMarked
package dev.dscore.graph;

import org.jspecify.annotations.NullMarked;
