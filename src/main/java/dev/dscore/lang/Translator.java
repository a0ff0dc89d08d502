package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.lang.Arguments.Unfit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.jspecify.annotations.Nullable;

/** Turns the parse tree of a program, line by line, into nodes of a graph. */
final class Translator extends NumpyBaseVisitor<Meaning> {
    static final Set<String> MODULES = Set.of("np", "numpy", "scipy", "special");
    // printed without np. before them, so that no value may take their names
    private static final Set<String> UNPREFIXED =
            Set.of("softmax", "log_softmax", "logsumexp", "expit", "one_hot", "range", "len");
    // so that what is printed is Python
    private static final Set<String> KEYWORDS = Set.of(
            ("False None True and as assert async await break class continue def del elif else except finally for from "
                            + "global if import in is lambda nonlocal not or pass raise return try while with yield")
                    .split(" "));

    // characters of a length such as N * D + 1
    static final int LONGEST_SIZE = 200;

    private final Graph.Builder graph;
    private final Map<String, OldBuiltin> functions;
    private final Map<String, Meaning> names = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Warning> warnings = new ArrayList<>();
    private final InPlace inPlace;

    /**
     * @param functions what the bare name of a function stands for
     * @param names what the program can see: its inputs, axis sizes, …
     * @param inPlace what becomes of a change in place
     */
    Translator(Graph.Builder graph, Map<String, OldBuiltin> functions, Map<String, Meaning> names, InPlace inPlace) {
        this.graph = graph;
        this.functions = functions;
        this.inPlace = inPlace;
        this.names.putAll(names);
    }

    @Override
    public Meaning visitAssignment(NumpyParser.AssignmentContext statement) {
        Meaning value = visit(statement.value);
        List<String> targets =
                statement.targets().NAME().stream().map(Object::toString).toList();
        if (statement.targets().getChildCount() == 1) {
            assign(statement, targets.get(0), value);
        } else {
            if (!(value instanceof Meaning.Tuple tuple)) {
                throw error(statement.value, "cannot be unpacked: it is " + value.kind() + ", not a tuple");
            }
            if (tuple.elements().size() != targets.size()) {
                throw error(
                        statement,
                        targets.size() + " names on the left, "
                                + tuple.elements().size() + " values on the right");
            }
            for (int i = 0; i < targets.size(); i++) {
                assign(statement, targets.get(i), tuple.elements().get(i));
            }
        }
        return value;
    }

    private void assign(NumpyParser.AssignmentContext statement, String name, Meaning value) {
        if (isReserved(name)) {
            throw error(statement.targets(), name + " has a meaning of its own; choose another name");
        }
        bind(statement, name, value);
        // the length of an axis is known by the axis's own name, not by the program's
        if (inPlace == InPlace.REFUSED
                && value instanceof Meaning.Array array
                && !(array.node() instanceof Node.AxisSize)) {
            graph.name(name, array.node());
        }
    }

    /** Makes {@code name} stand for {@code value} from {@code statement} on. */
    void bind(ParserRuleContext statement, String name, Meaning value) {
        names.put(name, value);
        lines.put(name, statement.getStart().getLine());
    }

    @Override
    public Meaning visitImporting(NumpyParser.ImportingContext statement) {
        String module = statement.module().NAME(0).getText();
        if (!MODULES.contains(module)) throw error(statement, "only numpy and scipy.special can be imported");
        if (statement.NAME() != null) names.put(statement.NAME().getText(), new Meaning.Module());
        for (NumpyParser.ImportedContext imported : statement.imported()) {
            OldBuiltin builtin = OldBuiltin.TABLE.get(imported.NAME(0).getText());
            String name = imported.NAME(imported.NAME().size() - 1).getText();
            // a function that the language has not is an error only where it is used
            if (builtin != null) names.put(name, new Meaning.Function(builtin));
        }
        return new Meaning.None();
    }

    @Override
    public Meaning visitPassing(NumpyParser.PassingContext statement) {
        return new Meaning.None();
    }

    @Override
    public Meaning visitBare(NumpyParser.BareContext statement) {
        NumpyParser.ExpressionsContext value = statement.expressions();
        boolean docstring = value.getChildCount() == 1 && value.expression(0) instanceof NumpyParser.StringContext;
        return docstring ? new Meaning.None() : visit(value);
    }

    @Override
    public Meaning visitString(NumpyParser.StringContext string) {
        throw error(string, Construct.string(string.getText()) + " is not taken");
    }

    @Override
    public Meaning visitUpdate(NumpyParser.UpdateContext update) {
        return inPlace.changed(
                this, update, update.NAME().getText(), List.of(), update.value, operation(update.operator.getText()));
    }

    @Override
    public Meaning visitEntriesUpdate(NumpyParser.EntriesUpdateContext update) {
        return inPlace.changed(
                this,
                update,
                update.NAME().getText(),
                update.subscript(),
                update.value,
                operation(update.operator.getText()));
    }

    // of +=, -=, … ; none of =
    private static @Nullable Operation operation(String sign) {
        return sign.equals("=") ? null : Operation.named(sign.substring(0, 1));
    }

    Meaning named(ParserRuleContext context, String name) {
        Meaning value = names.get(name);
        if (value == null) throw error(context, name + " is not defined" + Nearest.to(name, names.keySet()));
        return value;
    }

    /** Whether a name means something by itself and cannot be given to a value. */
    static boolean isReserved(String name) {
        return MODULES.contains(name) || UNPREFIXED.contains(name) || KEYWORDS.contains(name);
    }

    Graph.Builder graph() {
        return graph;
    }

    /** What the names stand for by now. */
    Map<String, Meaning> names() {
        return names;
    }

    /** The line that last assigned or changed each name. */
    Map<String, Integer> lines() {
        return lines;
    }

    void warn(ParserRuleContext context, String message) {
        SourceException place = error(context, message);
        warnings.add(new Warning(place.line(), place.column(), place.text(), place.getMessage()));
    }

    List<Warning> warnings() {
        return warnings;
    }

    @Override
    public Meaning visitExpressions(NumpyParser.ExpressionsContext tuple) {
        if (tuple.getChildCount() == 1) return visit(tuple.expression(0));
        return new Meaning.Tuple(tuple.expression().stream().map(this::visit).toList());
    }

    @Override
    public Meaning visitNumber(NumpyParser.NumberContext number) {
        double value = Double.parseDouble(number.getText());
        if (Double.isInfinite(value)) throw error(number, "is too large a number for float64");
        return new Meaning.Array(graph.constant(value));
    }

    @Override
    public Meaning visitName(NumpyParser.NameContext context) {
        String name = context.getText();
        Meaning value = names.get(name);
        if (value != null) return value;
        if (MODULES.contains(name)) return new Meaning.Module();
        if (functions.containsKey(name)) return new Meaning.Function(functions.get(name));
        switch (name) {
            case "True", "False":
                return new Meaning.Flag(name.equals("True"));
            case "None":
                return new Meaning.None();
            default:
                throw error(context, "is not defined" + Nearest.to(name, names.keySet()));
        }
    }

    @Override
    public Meaning visitParentheses(NumpyParser.ParenthesesContext parentheses) {
        return parentheses.expressions() == null ? new Meaning.Tuple(List.of()) : visit(parentheses.expressions());
    }

    @Override
    public Meaning visitAttribute(NumpyParser.AttributeContext context) {
        Meaning owner = visit(context.expression());
        String name = context.NAME().getText();
        if (owner instanceof Meaning.Module) {
            if (MODULES.contains(name)) return owner;
            if (name.equals("newaxis")) return new Meaning.None();
            OldBuiltin builtin = OldBuiltin.TABLE.get(name);
            if (builtin == null) throw unknownFunction(context, name, Construct.isNumpys(name));
            return new Meaning.Function(builtin);
        }
        if (owner instanceof Meaning.Array array) {
            if (name.equals("T")) return transposed(context, array);
            if (name.equals("shape"))
                return OldBuiltin.shape(graph, array.node().shape());
            if (name.equals("size")) return count(context, array.node().shape());
            if (name.equals("ndim"))
                return new Meaning.Array(graph.constant(array.node().shape().rank()));
            OldBuiltin builtin = OldBuiltin.TABLE.get(name);
            if (builtin != null) return new Meaning.Method(builtin, owner);
        }
        throw error(context, owner.kind() + " has no ." + name);
    }

    private Meaning count(ParserRuleContext context, Shape shape) {
        try {
            return new Meaning.Array(graph.size(shape.count()));
        } catch (ArithmeticException e) {
            throw error(context, "is too large to count");
        }
    }

    private Meaning transposed(ParserRuleContext context, Meaning.Array a) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = a.node().shape().rank() - 1; axis >= 0; axis--) axes.add(axis);
        Meaning.Array result = (Meaning.Array) applied(context, () -> OldBuiltin.transpose(graph, a.node(), axes));
        return a.view(result.node());
    }

    @Override
    public Meaning visitCall(NumpyParser.CallContext call) {
        Meaning function = callee(call);
        List<Meaning> positional = new ArrayList<>();
        Map<String, Meaning> keywords = new LinkedHashMap<>();
        if (function instanceof Meaning.Method method) positional.add(method.receiver());
        for (NumpyParser.ArgumentContext argument : call.argument()) {
            Meaning value = visit(argument.expression());
            if (argument.NAME() == null) {
                if (!keywords.isEmpty()) throw error(argument, "must stand before the arguments given by name");
                positional.add(value);
            } else if (keywords.put(argument.NAME().getText(), value) != null) {
                throw error(argument, "is given twice");
            }
        }
        OldBuiltin builtin =
                function instanceof Meaning.Method method ? method.builtin() : ((Meaning.Function) function).builtin();
        try {
            return builtin.call(graph, positional, keywords);
        } catch (Unfit e) {
            throw error(call, e.getMessage());
        } catch (ShapeException e) {
            throw error(call, e);
        } catch (ArithmeticException e) {
            throw error(call, "makes an array too large to count");
        }
    }

    private Meaning callee(NumpyParser.CallContext call) {
        if (call.expression() instanceof NumpyParser.NameContext name
                && !names.containsKey(name.getText())
                && !functions.containsKey(name.getText())
                && !MODULES.contains(name.getText())) {
            throw unknownFunction(call.expression(), name.getText(), Construct.isPythons(name.getText()));
        }
        Meaning function = visit(call.expression());
        if (function instanceof Meaning.Function || function instanceof Meaning.Method) return function;
        throw error(call.expression(), "cannot be called: it is " + function.kind());
    }

    @Override
    public Meaning visitIndex(NumpyParser.IndexContext index) {
        Meaning owner = visit(index.expression());
        if (owner instanceof Meaning.Tuple tuple && index.subscript().size() == 1) return element(index, tuple);
        if (!(owner instanceof Meaning.Array array)) throw error(index, owner.kind() + " has no entries");
        Subscripts subscripts = Subscripts.of(this, index.subscript());
        List<Size> whole = subscripts.whole(array.node().shape());
        if (whole != null) {
            if (whole.equals(array.node().shape().sizes())) return array;
            Attributes shape = Attributes.shape(new Shape(whole));
            Meaning.Array seen =
                    (Meaning.Array) applied(index, () -> graph.apply(Operation.RESHAPE, List.of(array.node()), shape));
            return array.withNewAxes(seen.node());
        }
        Node columns = subscripts.columns();
        if (columns == null || array.node().shape().rank() == 0) {
            throw error(index, subscripts.refusal(array, index.expression()));
        }
        Size rows = array.node().shape().size(0);
        Size range = subscripts.rows();
        if (!range.equals(rows)) {
            throw error(
                    index,
                    array.node().shape() + " has " + rows + " rows, and the range has " + range + ": " + rows + " ≠ "
                            + range);
        }
        return applied(index, () -> graph.apply(Operation.PICK, List.of(array.node(), columns), Attributes.NONE));
    }

    private Meaning element(NumpyParser.IndexContext index, Meaning.Tuple tuple) {
        if (index.subscript(0).expression().size() != 1 || index.subscript(0).getChildCount() != 1) {
            throw error(index, "a slice of a tuple is not supported yet");
        }
        try {
            Size position = Arguments.size(visit(index.subscript(0).expression(0)), "an index");
            int size = tuple.elements().size();
            if (position.isNumber() && position.number() >= -size && position.number() < size) {
                return tuple.elements().get((int) Math.floorMod(position.number(), (long) size));
            }
            throw error(index, "has no element " + position + ": there are " + size);
        } catch (Unfit e) {
            throw error(index, e.getMessage());
        }
    }

    @Override
    public Meaning visitPower(NumpyParser.PowerContext power) {
        return binary(power, Operation.POWER, power.expression());
    }

    @Override
    public Meaning visitSign(NumpyParser.SignContext sign) {
        Node operand = array(sign.expression());
        if (sign.operator.getText().equals("+")) return new Meaning.Array(operand);
        if (operand instanceof Node.Constant constant) return new Meaning.Array(graph.constant(-constant.value()));
        if (isComparison(operand)) throw error(sign, "NumPy has no minus of a comparison; multiply it by -1");
        return applied(sign, () -> graph.apply(Operation.NEGATE, List.of(operand), Attributes.NONE));
    }

    @Override
    public Meaning visitProduct(NumpyParser.ProductContext product) {
        if (product.operator.getText().equals("@")) {
            Node a = array(product.expression(0)), b = array(product.expression(1));
            return applied(product, () -> OldBuiltin.product(graph, a, b));
        }
        return binary(product, Operation.named(product.operator.getText()), product.expression());
    }

    @Override
    public Meaning visitSum(NumpyParser.SumContext sum) {
        return binary(sum, Operation.named(sum.operator.getText()), sum.expression());
    }

    @Override
    public Meaning visitComparison(NumpyParser.ComparisonContext comparison) {
        if (comparison.expression().stream().anyMatch(NumpyParser.ComparisonContext.class::isInstance)) {
            throw error(comparison, "comparisons do not chain on arrays; compare twice and multiply");
        }
        return binary(comparison, Operation.named(comparison.operator.getText()), comparison.expression());
    }

    private Meaning binary(
            ParserRuleContext context, Operation operation, List<NumpyParser.ExpressionContext> operands) {
        Node a = array(operands.get(0)), b = array(operands.get(1));
        Size size = sizes(operation, a, b);
        if (size != null) return new Meaning.Array(graph.size(size));
        if (isComparison(a) && isComparison(b) && (operation == Operation.ADD || operation == Operation.SUBTRACT)) {
            throw error(context, "NumPy does not count with two comparisons; multiply each by 1");
        }
        Meaning result = applied(context, () -> graph.apply(operation, List.of(a, b), Attributes.NONE));
        warnOfSquare(context, a, b, ((Meaning.Array) result).node());
        return result;
    }

    // (N, 1) with (N,) makes (N, N)
    private void warnOfSquare(ParserRuleContext context, Node a, Node b, Node result) {
        List<Size> sizes = result.shape().sizes();
        if (a.shape().rank() == b.shape().rank()) return;
        boolean square = sizes.stream()
                .anyMatch(size -> !size.isNumber()
                        && count(sizes, size) > 1
                        && count(a.shape().sizes(), size) < count(sizes, size)
                        && count(b.shape().sizes(), size) < count(sizes, size));
        if (!square) return;
        warn(
                context,
                a.shape() + " with " + b.shape() + " broadcasts to " + result.shape()
                        + ", every entry of one with every entry of the other: is that meant? keepdims=True keeps an axis");
    }

    private static long count(List<Size> sizes, Size size) {
        return sizes.stream().filter(size::equals).count();
    }

    private static boolean isComparison(Node node) {
        return node instanceof Node.Apply apply && apply.operation().isComparison();
    }

    // N * D is a size again, to reshape by or to divide by
    private static @Nullable Size sizes(Operation operation, Node a, Node b) {
        if (!(a instanceof Node.AxisSize) && !(b instanceof Node.AxisSize)) return null;
        try {
            Size left = Arguments.size(new Meaning.Array(a), ""), right = Arguments.size(new Meaning.Array(b), "");
            Size size =
                    switch (operation) {
                        case ADD -> left.plus(right);
                        case SUBTRACT -> left.minus(right);
                        case MULTIPLY -> left.times(right);
                        default -> null;
                    };
            // a larger polynomial is a number, no length: its powers would grow without bound
            return size == null || size.toString().length() > LONGEST_SIZE ? null : size;
        } catch (Unfit | ArithmeticException e) {
            return null;
        }
    }

    private Node array(NumpyParser.ExpressionContext expression) {
        Meaning value = visit(expression);
        if (value instanceof Meaning.Array array) return array.node();
        throw error(expression, "must be an array or a number, not " + value.kind());
    }

    private interface Application {
        Node apply() throws ShapeException;
    }

    private Meaning applied(ParserRuleContext context, Application application) {
        try {
            return new Meaning.Array(application.apply());
        } catch (ShapeException e) {
            throw error(context, e);
        } catch (ArithmeticException e) {
            throw error(context, "makes an array too large to count");
        }
    }

    /** @param real whether there is such a function, in Python or NumPy, so that it is not misspelt */
    private static SourceException unknownFunction(ParserRuleContext context, String name, boolean real) {
        if (real) return error(context, "this function is not taken");
        return error(context, "is not a function of the language" + Nearest.to(name, OldBuiltin.TABLE.keySet()));
    }

    static SourceException error(ParserRuleContext context, String message) {
        return error(context, new ShapeException(message));
    }

    /** An error whose message opens with the piece of text that it is about. */
    private static SourceException error(ParserRuleContext context, ShapeException cause) {
        Interval interval = Interval.of(context.start.getStartIndex(), context.stop.getStopIndex());
        String text = context.start.getInputStream().getText(interval);
        return new SourceException(
                context.start.getLine(),
                context.start.getCharPositionInLine() + 1,
                text,
                SourceText.shortened(text) + ": " + cause.getMessage(),
                cause.unequal(),
                withOperands(context, cause.remedy()));
    }

    private static String withOperands(ParserRuleContext context, String remedy) {
        List<ParserRuleContext> operands = new ArrayList<>();
        if (context instanceof NumpyParser.ProductContext product) operands.addAll(product.expression());
        if (context instanceof NumpyParser.CallContext call) {
            boolean method = call.expression() instanceof NumpyParser.AttributeContext owner
                    && !MODULES.contains(owner.expression().getText());
            if (method) operands.add(((NumpyParser.AttributeContext) call.expression()).expression());
            operands.addAll(call.argument());
        }
        if (operands.size() < 2) return "";
        return remedy.replace("%1", operand(operands.get(0))).replace("%2", operand(operands.get(1)));
    }

    private static String operand(ParserRuleContext operand) {
        Interval interval = Interval.of(operand.start.getStartIndex(), operand.stop.getStopIndex());
        String text = SourceText.shortened(operand.start.getInputStream().getText(interval));
        boolean closed = text.matches("[\\w.]+(\\([^()]*\\))?|\\([^()]*\\)");
        return closed ? text : "(" + text + ")";
    }
}
