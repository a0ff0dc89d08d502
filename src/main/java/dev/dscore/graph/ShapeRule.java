package dev.dscore.graph;

import java.util.List;

/** How an operation's shape follows from those of its arguments. */
sealed interface ShapeRule permits Signature, AttributeRule {
    Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException;
}
