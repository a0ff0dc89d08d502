package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Computes operators on operands of any kind. */
final class Operators {
    private static final Map<String, String> COMPARED = Map.of(
            "<", "less",
            "<=", "less_equal",
            ">", "greater",
            ">=", "greater_equal",
            "==", "equal",
            "!=", "not_equal");

    private static final Map<Operator, String> SPECIAL = Map.ofEntries(
            Map.entry(Operator.ADD, "add"),
            Map.entry(Operator.SUBTRACT, "sub"),
            Map.entry(Operator.MULTIPLY, "mul"),
            Map.entry(Operator.DIVIDE, "truediv"),
            Map.entry(Operator.FLOOR_DIVIDE, "floordiv"),
            Map.entry(Operator.REMAINDER, "mod"),
            Map.entry(Operator.POWER, "pow"),
            Map.entry(Operator.MATMUL, "matmul"),
            Map.entry(Operator.AND, "and"),
            Map.entry(Operator.OR, "or"),
            Map.entry(Operator.XOR, "xor"),
            Map.entry(Operator.LEFT, "lshift"),
            Map.entry(Operator.RIGHT, "rshift"));
    private static final Map<String, String> COMPARING =
            Map.of("<", "__lt__", "<=", "__le__", ">", "__gt__", ">=", "__ge__", "==", "__eq__", "!=", "__ne__");
    private static final Map<String, String> REFLECTED = Map.of("<", ">", "<=", ">=", ">", "<", ">=", "<=");

    private final Interpreter interpreter;

    Operators(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    private Arrays arrays() {
        return interpreter.arrays();
    }

    Value unary(String operator, Value operand) {
        if (operator.equals("not")) return Value.Flag.of(!interpreter.isTrue(operand));
        String name = operator.equals("-") ? "__neg__" : operator.equals("+") ? "__pos__" : "__invert__";
        Optional<Value> own = interpreter.classes().special(operand, name, List.of());
        if (own.isPresent()) return own.get();
        if (operand instanceof Array array) {
            return switch (operator) {
                case "-" -> {
                    if (array.dtype() == Dtype.BOOL)
                        throw Fault.error("TypeError", "NumPy has no minus of a comparison; multiply it by -1");
                    yield arrays().elementwise("negative", List.of(array));
                }
                case "+" -> array;
                default -> arrays().elementwise("invert", List.of(array));
            };
        }
        if (!Numbers.isNumber(operand))
            throw Fault.error("TypeError", "`{}` takes no {}", Message.fixed(operator), Message.kind(operand));
        return switch (operator) {
            case "-" ->
                Numbers.isWhole(operand)
                        ? Numbers.binary(Operator.SUBTRACT, Whole.ZERO, operand)
                        : new Value.Real(-Numbers.real(operand));
            case "+" -> Numbers.isWhole(operand) ? Numbers.whole(operand) : operand;
            default -> Whole.of(~Numbers.whole(operand).number());
        };
    }

    private static boolean isHint(Value value) {
        return value instanceof Value.Hint
                || value instanceof Value.Type
                || value instanceof Value.None
                || value instanceof Callable.Native
                || value instanceof Callable.ClassOf;
    }

    Value binary(Operator operator, Value a, Value b) {
        if (a instanceof Value.Instance || b instanceof Value.Instance) {
            String name = SPECIAL.get(operator);
            Optional<Value> own = interpreter.classes().special(a, "__" + name + "__", List.of(b));
            if (own.isPresent()) return own.get();
            Optional<Value> reflected = a instanceof Array
                    ? Optional.empty()
                    : interpreter.classes().special(b, "__r" + name + "__", List.of(a));
            if (reflected.isPresent()) return reflected.get();
        }
        if (a instanceof Array left && b instanceof Array right) return ofArrays(operator, left, right);
        if (Numbers.isNumber(a) && Numbers.isNumber(b)) {
            return isFractionOfLength(operator, a, b)
                    ? ofArrays(operator, arrays().number(a), arrays().number(b))
                    : Numbers.binary(operator, a, b);
        }
        if (a instanceof Value.Text text && operator == Operator.REMAINDER)
            return interpreter.sequences().text(Texts.percent(text.text(), b));
        if (a instanceof Value.Text left && b instanceof Value.Text right && operator == Operator.ADD) {
            interpreter
                    .sequences()
                    .letters((long) left.text().length() + right.text().length());
            return new Value.Text(left.text() + right.text());
        }
        if (operator == Operator.ADD && a instanceof Value.Items left && b instanceof Value.Items right) {
            return new Value.Items(joined(left.elements(), right.elements()));
        }
        if (operator == Operator.ADD && a instanceof Value.Tuple left && b instanceof Value.Tuple right) {
            return new Value.Tuple(joined(left.elements(), right.elements()));
        }
        if (operator == Operator.MULTIPLY && (isRepeatable(a) || isRepeatable(b))) {
            Value sequence = isRepeatable(a) ? a : b, times = isRepeatable(a) ? b : a;
            if (!(times instanceof Array array && array.rank() > 0)) return repeated(sequence, times);
        }
        boolean arrays = a instanceof Array || b instanceof Array;
        if (arrays && isOperand(a) && isOperand(b)) {
            return ofArrays(operator, interpreter.array(a, "an operand"), interpreter.array(b, "an operand"));
        }
        if (a instanceof Value.Unordered left && b instanceof Value.Unordered right)
            return ofSets(operator, left, right);
        if (operator == Operator.OR && isHint(a) && isHint(b)) return new Value.Hint("a union");
        if (a instanceof Array && b instanceof Value.Instance || b instanceof Array && a instanceof Value.Instance) {
            throw Fault.unsupported(
                    "arrays of objects are not taken: `{}` of {} and {}",
                    Message.fixed(operator.sign()),
                    Message.kind(a),
                    Message.kind(b));
        }
        throw Fault.error(
                "TypeError",
                "`{}` takes no {} and {}",
                Message.fixed(operator.sign()),
                Message.kind(a),
                Message.kind(b));
    }

    // 1 / N, where only the symbol of N is known
    private boolean isFractionOfLength(Operator operator, Value a, Value b) {
        if (arrays().areKnown() || operator == Operator.MATMUL) return false;
        boolean length = a instanceof Whole left && left.isLength() || b instanceof Whole right && right.isLength();
        boolean real = a instanceof Value.Real || b instanceof Value.Real;
        boolean plain = operator == Operator.ADD
                || operator == Operator.SUBTRACT
                || operator == Operator.MULTIPLY
                || operator == Operator.POWER;
        return length && (operator == Operator.DIVIDE || real && plain);
    }

    private static boolean isOperand(Value value) {
        return value instanceof Array
                || Numbers.isNumber(value)
                || value instanceof Value.Items
                || value instanceof Value.Tuple
                || value instanceof Value.Range;
    }

    private Value ofArrays(Operator operator, Array a, Array b) {
        if (operator == Operator.MATMUL) {
            if (a.rank() == 0 || b.rank() == 0)
                throw Fault.error("TypeError", "@ takes no number; * multiplies by one");
            return arrays().product(a, b);
        }
        return arrays().elementwise(operator.function(), List.of(a, b));
    }

    private List<Value> joined(List<Value> a, List<Value> b) {
        interpreter.sequences().charge(a.size() + b.size());
        List<Value> joined = new ArrayList<>(a);
        joined.addAll(b);
        return joined;
    }

    private static boolean isRepeatable(Value value) {
        return value instanceof Value.Text || value instanceof Value.Items || value instanceof Value.Tuple;
    }

    private Value repeated(Value sequence, Value by) {
        long times =
                Math.max(0, interpreter.whole(by, "how often it is repeated").number());
        long length = interpreter.sequences().length(sequence).number();
        if (sequence instanceof Value.Text text) {
            interpreter.sequences().letters(times > Sequences.MOST_ELEMENTS ? times : times * length);
            return new Value.Text(text.text().repeat((int) times));
        }
        interpreter.sequences().charge(times > Sequences.MOST_ELEMENTS ? times : times * length);
        List<Value> elements = new ArrayList<>();
        List<Value> once = interpreter.sequences().elements(sequence);
        for (long i = 0; i < times; i++) elements.addAll(once);
        return sequence instanceof Value.Items ? new Value.Items(elements) : new Value.Tuple(elements);
    }

    private Value ofSets(Operator operator, Value.Unordered a, Value.Unordered b) {
        interpreter.sequences().charge(a.elements().size() + b.elements().size());
        for (Value element : b.elements()) interpreter.sequences().key(element);
        Value.Unordered result = interpreter.sequences().set(new ArrayList<>(a.elements()));
        switch (operator) {
            case SUBTRACT -> result.elements().removeAll(b.elements());
            case AND -> result.elements().retainAll(b.elements());
            case OR -> result.elements().addAll(b.elements());
            default -> throw Fault.error("TypeError", "`{}` takes no sets", Message.fixed(operator.sign()));
        }
        return result;
    }

    /** Computes {@code a op= b}. Changes arrays with axes, and lists, in place and returns them. */
    Value update(Operator operator, Value before, Value by) {
        if (before instanceof Array array && array.rank() > 0) {
            if (operator == Operator.MATMUL) {
                Array product = arrays().product(array, interpreter.array(by, "an operand"));
                arrays().update("assign", array, product);
                return array;
            }
            if (!isOperand(by))
                throw Fault.error(
                        "TypeError", "changes {} by {}; both must be arrays", Message.kind(before), Message.kind(by));
            arrays().update(operator.function(), array, interpreter.array(by, "an operand"));
            return array;
        }
        if (before instanceof Value.Items items && operator == Operator.ADD) {
            List<Value> more = interpreter.sequences().elements(by);
            interpreter.sequences().charge(items.elements().size() + more.size());
            items.elements().addAll(more);
            return items;
        }
        return interpreter
                .classes()
                .special(before, "__i" + SPECIAL.get(operator) + "__", List.of(by))
                .orElseGet(() -> binary(operator, before, by));
    }

    Value compare(String operator, Value a, Value b) {
        switch (operator) {
            case "is":
                return Value.Flag.of(isSame(a, b));
            case "is not":
                return Value.Flag.of(!isSame(a, b));
            case "in":
                return Value.Flag.of(isIn(a, b));
            case "not in":
                return Value.Flag.of(!isIn(a, b));
            default:
                break;
        }
        Optional<Value> own = interpreter.classes().special(a, COMPARING.get(operator), List.of(b));
        if (own.isPresent()) return own.get();
        String reflected = COMPARING.get(REFLECTED.getOrDefault(operator, operator));
        Optional<Value> other =
                a instanceof Array ? Optional.empty() : interpreter.classes().special(b, reflected, List.of(a));
        if (other.isPresent()) return other.get();
        boolean array = a instanceof Array || b instanceof Array;
        if (array && isOperand(a) && isOperand(b)) {
            return arrays().elementwise(
                            COMPARED.get(operator),
                            List.of(interpreter.array(a, "an operand"), interpreter.array(b, "an operand")));
        }
        if (operator.equals("==")) return Value.Flag.of(isEqual(a, b));
        if (operator.equals("!=")) return Value.Flag.of(!isEqual(a, b));
        int order = order(a, b);
        if (order == UNORDERED) return Value.Flag.FALSE;
        return Value.Flag.of(
                switch (operator) {
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    default -> order >= 0;
                });
    }

    private static final int UNORDERED = Integer.MIN_VALUE;

    /** Compares as Python's sorting does: numbers, strings, and sequences of them. {@code UNORDERED} for a NaN. */
    int order(Value a, Value b) {
        boolean numbers = (Numbers.isNumber(a) || a instanceof Array) && (Numbers.isNumber(b) || b instanceof Array);
        if (numbers) {
            double x = interpreter.real(a), y = interpreter.real(b);
            if (Double.isNaN(x) || Double.isNaN(y)) return UNORDERED;
            return x < y ? -1 : x > y ? 1 : 0;
        }
        if (a instanceof Value.Text left && b instanceof Value.Text right) return ordered(left.text(), right.text());
        boolean sequences = a instanceof Value.Tuple && b instanceof Value.Tuple
                || a instanceof Value.Items && b instanceof Value.Items;
        if (!sequences) throw Fault.error("TypeError", "{} and {} have no order", Message.kind(a), Message.kind(b));
        List<Value> left = interpreter.sequences().elements(a),
                right = interpreter.sequences().elements(b);
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            if (isEqual(left.get(i), right.get(i))) continue;
            return order(left.get(i), right.get(i));
        }
        return Integer.compare(left.size(), right.size());
    }

    private int ordered(String a, String b) {
        interpreter.sequences().read(Math.min(a.length(), b.length()));
        return Integer.signum(a.compareTo(b));
    }

    private static boolean isSame(Value a, Value b) {
        if (a == b) return true;
        boolean plain = a instanceof Value.None
                || a instanceof Value.Flag
                || a instanceof Value.Type
                || a instanceof Callable.Native;
        return plain && a.equals(b);
    }

    boolean isEqual(Value a, Value b) {
        if (a == b) return true;
        boolean numbers = (Numbers.isNumber(a) || a instanceof Array) && (Numbers.isNumber(b) || b instanceof Array);
        if (numbers) return interpreter.real(a) == interpreter.real(b);
        if (a instanceof Value.Tuple && b instanceof Value.Tuple
                || a instanceof Value.Items && b instanceof Value.Items) {
            interpreter.take(1);
            List<Value> left = interpreter.sequences().elements(a),
                    right = interpreter.sequences().elements(b);
            if (left.size() != right.size()) return false;
            for (int i = 0; i < left.size(); i++) {
                if (!isEqual(left.get(i), right.get(i))) return false;
            }
            return true;
        }
        if (a instanceof Value.Dictionary left && b instanceof Value.Dictionary right) {
            interpreter.take(1 + left.entries().size());
            if (left.entries().size() != right.entries().size()) return false;
            for (Map.Entry<Value, Value> entry : left.entries().entrySet()) {
                Value other = right.entries().get(interpreter.sequences().key(entry.getKey()));
                if (other == null || !isEqual(entry.getValue(), other)) return false;
            }
            return true;
        }
        if (a instanceof Value.Unordered left && b instanceof Value.Unordered right) {
            interpreter.take(1 + left.elements().size());
            if (left.elements().size() != right.elements().size()) return false;
            for (Value element : left.elements()) {
                if (!right.elements().contains(interpreter.sequences().key(element))) return false;
            }
            return true;
        }
        if (a instanceof Value.Text left && b instanceof Value.Text right) {
            if (left.text().length() != right.text().length()) return false;
            interpreter.sequences().read(left.text().length());
            return left.text().equals(right.text());
        }
        if (a instanceof Value.Slice left && b instanceof Value.Slice right) {
            return isEqual(left.start(), right.start())
                    && isEqual(left.stop(), right.stop())
                    && isEqual(left.step(), right.step());
        }
        if (a instanceof Value.Type left && b instanceof Value.Type right) return isEqual(left, right);
        if (a instanceof Value.Type && b instanceof Value.Text text) return isEqual(a, Dtypes.typeOf(text.text()));
        Optional<Value> own = interpreter.classes().special(a, "__eq__", List.of(b));
        if (own.isPresent()) return interpreter.isTrue(own.get());
        // values that hold other values are equal only to themselves
        return Sequences.isKey(a) && a.equals(b);
    }

    // an array's dtype is equal to Python's and to NumPy's type of numbers, which differ from each other
    private static boolean isEqual(Value.Type a, Value.Type b) {
        boolean held = a.origin() == Value.Type.Origin.DTYPE || b.origin() == Value.Type.Origin.DTYPE;
        return a.dtype() == b.dtype() && (held || a.origin() == b.origin());
    }

    private boolean isIn(Value a, Value b) {
        if (b instanceof Value.Dictionary dictionary)
            return dictionary.entries().containsKey(interpreter.sequences().key(a));
        if (b instanceof Value.Unordered set)
            return set.elements().contains(interpreter.sequences().key(a));
        if (b instanceof Value.Text text) {
            if (!(a instanceof Value.Text part))
                throw Fault.error("TypeError", "in a string only a string can be looked for");
            interpreter.sequences().search(text.text(), part.text());
            return text.text().contains(part.text());
        }
        Optional<Value> own = interpreter.classes().special(b, "__contains__", List.of(a));
        if (own.isPresent()) return interpreter.isTrue(own.get());
        for (Value element : interpreter.sequences().elements(b)) {
            if (element == a || isEqual(a, element)) return true;
        }
        return false;
    }
}
