package dev.dscore.graph;

import java.util.List;

/** Computes the shape of an operation's result from the shapes of its arguments. */
sealed interface ShapeRule permits Signature, AttributeRule {
    Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException;
}
