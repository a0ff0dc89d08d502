package dev.dscore.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The axes of an operation's arguments and result as letters, in the notation of NumPy's generalized universal
 * functions: {@code (n,k),(k,m)->(n,m)}. Axes of the same letter have the same length. A signature without letters
 * means an elementwise operation on broadcast arguments; with letters, an argument has these axes and no others: a
 * batch of products is an {@link Operation#EINSUM}.
 */
record Signature(List<List<String>> arguments, List<String> result) implements ShapeRule {
    /** @throws IllegalArgumentException if the text is no signature, or its result has an axis that no argument has */
    static Signature parse(String text) {
        String[] sides = text.split("->", -1);
        if (sides.length != 2) throw new IllegalArgumentException("no signature: " + text);
        List<List<String>> arguments = new ArrayList<>();
        for (String argument : sides[0].split("(?<=\\)),", -1)) arguments.add(axes(argument));
        Signature signature = new Signature(List.copyOf(arguments), axes(sides[1]));
        for (String axis : signature.result) {
            if (arguments.stream().noneMatch(argument -> argument.contains(axis)))
                throw new IllegalArgumentException("no argument has the axis " + axis + ": " + text);
        }
        return signature;
    }

    private static List<String> axes(String text) {
        if (!text.matches("\\((\\w(,\\w)*)?\\)")) throw new IllegalArgumentException("no axes: " + text);
        String inside = text.substring(1, text.length() - 1);
        return inside.isEmpty() ? List.of() : List.of(inside.split(","));
    }

    boolean isElementwise() {
        for (List<String> argument : arguments) if (!argument.isEmpty()) return false;
        return true;
    }

    @Override
    public Shape shape(List<Shape> shapes, Attributes attributes) throws ShapeException {
        if (isElementwise()) {
            Shape broadcast = shapes.get(0);
            for (Shape shape : shapes) broadcast = broadcast.broadcast(shape);
            return broadcast;
        }
        Map<String, Size> sizes = new HashMap<>();
        for (int i = 0; i < shapes.size(); i++) {
            if (shapes.get(i).rank() != arguments.get(i).size()) throw new ShapeException("does not fit: " + taken());
        }
        for (int i = 0; i < shapes.size(); i++) {
            for (int axis = 0; axis < shapes.get(i).rank(); axis++) {
                Size size = shapes.get(i).size(axis);
                Size before = sizes.putIfAbsent(arguments.get(i).get(axis), size);
                if (before != null && !before.equals(size)) throw ShapeException.sizes(before, size);
            }
        }
        List<Size> own = new ArrayList<>();
        for (String axis : result) own.add(sizes.get(axis));
        return new Shape(own);
    }

    private String taken() {
        return "this takes arrays with "
                + arguments.stream().map(argument -> "" + argument.size()).collect(Collectors.joining(" and "))
                + " axes";
    }
}
