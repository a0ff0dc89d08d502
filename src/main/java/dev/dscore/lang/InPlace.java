package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a change in place, {@code a += b} or {@code a[mask] = 0}. A definition refuses it. Submitted code may do it:
 * every name that stands for the same array then stands for the changed one, as in NumPy.
 */
enum InPlace {
    REFUSED {
        @Override
        Meaning changed(
                Translator program,
                ParserRuleContext statement,
                String name,
                List<NumpyParser.SubscriptContext> entries,
                NumpyParser.ExpressionsContext change,
                @Nullable Operation operation) {
            throw Translator.error(
                    statement, "changes a value in place; a definition makes a new one under a new name");
        }
    },
    ALLOWED {
        @Override
        Meaning changed(
                Translator program,
                ParserRuleContext statement,
                String name,
                List<NumpyParser.SubscriptContext> entries,
                NumpyParser.ExpressionsContext change,
                @Nullable Operation operation) {
            Meaning before = program.named(statement, name);
            Meaning by = program.visit(change);
            if (!(before instanceof Meaning.Array array) || !(by instanceof Meaning.Array amount)) {
                throw Translator.error(
                        statement, "changes " + before.kind() + " by " + by.kind() + "; both must be arrays");
            }
            try {
                Node after = entries.isEmpty()
                        ? wholeChanged(program, array.node(), amount.node(), operation)
                        : entriesChanged(program, statement, entries, array, amount.node(), operation);
                // a number is not changed: its name is given to the result, of whatever shape
                boolean rebinds = entries.isEmpty() && array.node().shape().rank() == 0;
                if (!rebinds && !after.shape().equals(array.node().shape())) {
                    throw Translator.error(
                            statement,
                            "the array is " + array.node().shape() + " and stays so in place; this makes "
                                    + after.shape());
                }
                return rebound(program, statement, name, array, after);
            } catch (ShapeException e) {
                throw Translator.error(statement, e.getMessage());
            } catch (ArithmeticException e) {
                throw Translator.error(statement, "makes an array too large to count");
            }
        }
    };

    /**
     * @param entries the index, empty where the whole array is changed
     * @param operation null where entries are set and not changed
     */
    abstract Meaning changed(
            Translator program,
            ParserRuleContext statement,
            String name,
            List<NumpyParser.SubscriptContext> entries,
            NumpyParser.ExpressionsContext change,
            @Nullable Operation operation);

    private static Node wholeChanged(Translator program, Node a, Node amount, @Nullable Operation operation)
            throws ShapeException {
        if (operation != null) return program.graph().apply(operation, List.of(a, amount), Attributes.NONE);
        if (amount.shape().equals(a.shape())) return amount;
        return program.graph().apply(Operation.BROADCAST_TO, List.of(amount), Attributes.shape(a.shape()));
    }

    private static Node entriesChanged(
            Translator program,
            ParserRuleContext statement,
            List<NumpyParser.SubscriptContext> entries,
            Meaning.Array array,
            Node amount,
            @Nullable Operation operation)
            throws ShapeException {
        Graph.Builder graph = program.graph();
        Node a = array.node();
        if (a.shape().rank() == 0) throw Translator.error(statement, "a number has no entries to change");
        Subscripts subscripts = Subscripts.of(program, entries);
        if (a.shape().sizes().equals(subscripts.whole(a.shape()))) return wholeChanged(program, a, amount, operation);
        Node chosen = chosen(program, statement, subscripts, a);
        Node fitted = amount;
        Node columns = subscripts.columns();
        if (columns != null && amount.shape().rank() == 1) {
            // one number a row
            Shape column = Shape.of(amount.shape().size(0), Size.ONE);
            fitted = graph.apply(Operation.RESHAPE, List.of(amount), Attributes.shape(column));
        } else if (amount.shape().rank() > 0) {
            throw Translator.error(
                    statement,
                    columns != null
                            ? "the entries that are changed are (" + a.shape().size(0) + "), and " + amount.shape()
                                    + " does not fit them"
                            : "through a mask one number is stored, not an array; np.where(mask, a, b) takes arrays");
        }
        Node changed = operation == null ? fitted : graph.apply(operation, List.of(a, fitted), Attributes.NONE);
        return graph.apply(Operation.WHERE, List.of(chosen, changed, a), Attributes.NONE);
    }

    /** 1 at the entries that the index names, 0 elsewhere. */
    private static Node chosen(Translator program, ParserRuleContext statement, Subscripts subscripts, Node a)
            throws ShapeException {
        Meaning.Array mask = subscripts.only();
        Node columns = subscripts.columns();
        if (columns != null
                && a.shape().rank() == 2
                && subscripts.rows().equals(a.shape().size(0))) {
            return program.graph().apply(Operation.ONE_HOT, List.of(columns), Attributes.shape(a.shape()));
        }
        boolean fits = mask != null && mask.node().shape().equals(a.shape());
        if (fits && Truth.holds(mask.node())) return mask.node();
        String taken = "; a[range(N), y], a[mask] with a mask of a's shape, a[:] and a[...] can be changed in place";
        if (fits) {
            throw Translator.error(
                    statement, "the index holds numbers, and a mask holds comparisons, such as mask != 0" + taken);
        }
        throw Translator.error(statement, "changing these entries is not taken" + taken);
    }

    private static Meaning rebound(
            Translator program, ParserRuleContext statement, String name, Meaning.Array before, Node node)
            throws ShapeException {
        if (before.node().shape().rank() == 0) {
            // a number is never changed, only its name given to another
            Meaning after = new Meaning.Array(node);
            program.bind(statement, name, after);
            return after;
        }
        Node owner = unseen(program.graph(), before.views(), node);
        List<String> others = new ArrayList<>();
        for (Map.Entry<String, Meaning> entry : List.copyOf(program.names().entrySet())) {
            if (!(entry.getValue() instanceof Meaning.Array array) || array.memory() != before.memory()) continue;
            Node seen = array.views().equals(before.views()) ? node : seen(program.graph(), array.views(), owner);
            program.bind(statement, entry.getKey(), new Meaning.Array(seen, array.memory(), array.views()));
            if (!entry.getKey().equals(name)) others.add(entry.getKey());
        }
        if (!others.isEmpty()) {
            String both = String.join(", ", others.stream().sorted().toList());
            program.warn(
                    statement,
                    "changes " + both + ", too: it is the same array as " + name + "; .copy() makes another");
        }
        return program.names().get(name);
    }

    /** The array that owns the memory, of which {@code node} is what the views show. */
    private static Node unseen(Graph.Builder graph, List<Node.Apply> views, Node node) throws ShapeException {
        Node owner = node;
        for (int i = views.size() - 1; i >= 0; i--) {
            Node.Apply view = views.get(i);
            List<Integer> axes = view.attributes().axes();
            Attributes back = view.operation() == Operation.RESHAPE
                    ? Attributes.shape(view.argument().shape())
                    : Attributes.axes(
                            IntStream.range(0, axes.size())
                                    .map(axes::indexOf)
                                    .boxed()
                                    .toList(),
                            false);
            owner = graph.apply(view.operation(), List.of(owner), back);
        }
        return owner;
    }

    private static Node seen(Graph.Builder graph, List<Node.Apply> views, Node owner) throws ShapeException {
        Node seen = owner;
        for (Node.Apply view : views) seen = graph.apply(view.operation(), List.of(seen), view.attributes());
        return seen;
    }
}
