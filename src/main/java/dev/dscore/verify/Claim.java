package dev.dscore.verify;

import dev.dscore.graph.Node;
import dev.dscore.tensor.Tensor;

/** An array said to be the gradient of the output with respect to a node of the forward graph, of the node's shape. */
public record Claim(Node of, Tensor gradient) {}
