package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands between the brackets of an index, in a read or in a store. */
record Subscripts(List<Subscript> all) {
    sealed interface Subscript {
        /** How a message speaks of it. */
        String kind();
    }

    /** {@code :}, all along an axis. */
    record Whole() implements Subscript {
        @Override
        public String kind() {
            return "`:`";
        }
    }

    /** {@code ...}, all along the axes that are left. */
    record Ellipsis() implements Subscript {
        @Override
        public String kind() {
            return "`...`";
        }
    }

    record Slice(String text) implements Subscript {
        @Override
        public String kind() {
            return "the slice `" + SourceText.shortened(text) + "`";
        }
    }

    record Single(Meaning value, String text) implements Subscript {
        @Override
        public String kind() {
            return "`" + SourceText.shortened(text) + "` in an index";
        }
    }

    static Subscripts of(Translator program, List<NumpyParser.SubscriptContext> subscripts) {
        List<Subscript> all = new ArrayList<>();
        for (NumpyParser.SubscriptContext subscript : subscripts) {
            String text = subscript.getText();
            if (text.equals("...")) all.add(new Ellipsis());
            else if (text.equals(":") || text.equals("::")) all.add(new Whole());
            else if (subscript.getChildCount() > 1) all.add(new Slice(text));
            else {
                Meaning value = program.visit(subscript.expression(0));
                // a[(i, j)] is a[i, j]
                if (subscripts.size() == 1 && value instanceof Meaning.Tuple tuple) {
                    tuple.elements().forEach(element -> all.add(new Single(element, text)));
                } else {
                    all.add(new Single(value, text));
                }
            }
        }
        return new Subscripts(all);
    }

    /**
     * The shape of the whole of an array, with an axis of length 1 for each {@code None}; null where entries are left out
     * or the array has fewer axes.
     */
    @Nullable
    List<Size> whole(Shape shape) {
        boolean open = all.stream().anyMatch(Ellipsis.class::isInstance);
        long named = all.stream().filter(Whole.class::isInstance).count();
        if (named > shape.rank()
                || all.stream().filter(Ellipsis.class::isInstance).count() > 1) return null;
        List<Size> sizes = new ArrayList<>();
        int axis = 0;
        for (Subscript subscript : all) {
            if (subscript instanceof Whole) sizes.add(shape.size(axis++));
            else if (subscript instanceof Single single && single.value() instanceof Meaning.None) sizes.add(Size.ONE);
            else if (!(subscript instanceof Ellipsis)) return null;
            else for (long rest = shape.rank() - named; rest > 0; rest--) sizes.add(shape.size(axis++));
        }
        if (open && shape.rank() == 0) return null; // what a[...] of a number is, an array or not, NumPy decides
        while (axis < shape.rank()) sizes.add(shape.size(axis++));
        return sizes.size() <= Arguments.MOST_AXES ? sizes : null;
    }

    /** The y of {@code [range(N), y]}; null where this is another index. */
    @Nullable
    Node columns() {
        if (all.size() != 2) return null;
        boolean rows = all.get(0) instanceof Single single && single.value() instanceof Meaning.Range;
        boolean columns = all.get(1) instanceof Single single
                && single.value() instanceof Meaning.Array array
                && array.node().holdsIndices();
        return rows && columns ? ((Meaning.Array) ((Single) all.get(1)).value()).node() : null;
    }

    /** The N of {@code [range(N), y]}. */
    Size rows() {
        return ((Meaning.Range) ((Single) all.get(0)).value()).length();
    }

    /** The only subscript; null where there are more, or it is a slice. */
    Meaning.@Nullable Array only() {
        return all.size() == 1 && all.get(0) instanceof Single single && single.value() instanceof Meaning.Array array
                ? array
                : null;
    }

    /** Why this index of {@code owner} is refused in a read, and what works instead. */
    String refusal(Meaning.Array owner, NumpyParser.ExpressionContext name) {
        Shape shape = owner.node().shape();
        if (shape.rank() == 0) return "a number has no entries";
        long used = all.stream()
                .filter(subscript -> !(subscript instanceof Ellipsis))
                .count();
        used -= all.stream().filter(Subscripts::isNone).count();
        if (used > shape.rank()) return shape + " has " + axes(shape) + ", and this index names " + used;
        Meaning.Array only = only();
        if (only != null && only.node().holdsIndices()) {
            String gathered = "picking a row for each label is not taken";
            if (only.node().shape().rank() != 1 || shape.rank() > 2) return gathered;
            return gathered + "; one_hot(" + ((Single) all.get(0)).text() + ", " + shape.size(0) + ") @ "
                    + SourceText.shortened(name.getText()) + " does the same";
        }
        if (only != null && Truth.holds(only.node())) {
            return "picking by a mask is not taken; multiply by the mask, or take np.where";
        }
        Subscript odd = all.stream()
                .filter(subscript -> !(subscript instanceof Whole) && !(subscript instanceof Ellipsis))
                .filter(subscript -> !isNone(subscript))
                .findFirst()
                .orElse(all.get(0));
        return odd.kind() + " is not taken; of indices, score[range(N), y], `:`, `...` and None are";
    }

    private static boolean isNone(Subscript subscript) {
        return subscript instanceof Single single && single.value() instanceof Meaning.None;
    }

    static String axes(Shape shape) {
        return shape.rank() + (shape.rank() == 1 ? " axis" : " axes");
    }
}
