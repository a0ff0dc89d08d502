package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** NumPy's products and other functions of linear algebra. */
final class LinearAlgebraFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("matmul", "a b", given -> given.arrays().product(given.array("a"), given.array("b"))),
            Builtin.of("dot", "a b", given -> dot(given.arrays(), given.array("a"), given.array("b"))),
            Builtin.of("vdot", "a b", LinearAlgebraFunctions::vdot),
            Builtin.of("inner", "a b", LinearAlgebraFunctions::inner),
            Builtin.of("outer", "a b", LinearAlgebraFunctions::outer),
            Builtin.of("kron", "a b", given -> kron(given.arrays(), given.array("a"), given.array("b"))),
            Builtin.of("tensordot", "a b axes=2", LinearAlgebraFunctions::tensordot),
            Builtin.of("einsum", "subscripts *operands optimize=None", LinearAlgebraFunctions::einsum),
            Builtin.of("trace", "a", LinearAlgebraFunctions::trace),
            Builtin.of("linalg.norm", "x ord=None axis=None keepdims=False", LinearAlgebraFunctions::norm),
            Builtin.of("cross", "a b", LinearAlgebraFunctions::cross));

    private LinearAlgebraFunctions() {}

    private static Value vdot(Given given) {
        return given.arrays()
                .product(given.arrays().flat(given.array("a")), given.arrays().flat(given.array("b")));
    }

    private static Value inner(Given given) {
        Array a = given.array("a"), b = given.array("b");
        if (a.rank() == 0 || b.rank() == 0) return given.arrays().elementwise("multiply", List.of(a, b));
        return contracted(given.arrays(), a, b, List.of(a.rank() - 1), List.of(b.rank() - 1));
    }

    private static Value outer(Given given) {
        Array a = given.array("a"), b = given.array("b");
        return given.arrays()
                .outer(
                        a.rank() == 1 ? a : given.arrays().flat(a),
                        b.rank() == 1 ? b : given.arrays().flat(b));
    }

    private static Value trace(Given given) {
        Array diagonal = CreationFunctions.diagonal(given, given.array("a"));
        return given.arrays().reduced("sum", diagonal, List.of(0), false, 0);
    }

    private static Value cross(Given given) {
        throw Fault.unsupported("this function is not taken");
    }

    // np.dot multiplies if either operand is a number, and pairs the last axis of a with the second-to-last of b
    private static Array dot(Arrays arrays, Array a, Array b) {
        if (a.rank() == 0 || b.rank() == 0) return arrays.elementwise("multiply", List.of(a, b));
        if (a.rank() <= 2 && b.rank() <= 2 || b.rank() == 1) return arrays.product(a, b);
        return contracted(arrays, a, b, List.of(a.rank() - 1), List.of(b.rank() - 2));
    }

    /** Sums over the paired axes. The axes of the result are the remaining ones of a, then those of b. */
    private static Array contracted(Arrays arrays, Array a, Array b, List<Integer> ofA, List<Integer> ofB) {
        if (ofA.size() != ofB.size()) throw Fault.error("ValueError", "pairs {} axes with {}", ofA.size(), ofB.size());
        Whole paired = Whole.ONE;
        for (int i = 0; i < ofA.size(); i++) {
            Whole left = a.lengths().get(ofA.get(i)), right = b.lengths().get(ofB.get(i));
            if (!left.equals(right)) {
                throw Fault.error("ValueError", "{} and {} do not fit: {} ≠ {}", a, b, left, right);
            }
            paired = (Whole) Numbers.binary(Operator.MULTIPLY, paired, left);
        }
        List<Integer> keptA = a.axesExcept(ofA), keptB = b.axesExcept(ofB);
        List<Integer> orderA = new ArrayList<>(keptA), orderB = new ArrayList<>(ofB);
        orderA.addAll(ofA);
        orderB.addAll(keptB);
        List<Whole> shape = new ArrayList<>();
        Value left = Whole.ONE, right = Whole.ONE;
        for (int axis : keptA) {
            shape.add(a.lengths().get(axis));
            left = Numbers.binary(Operator.MULTIPLY, left, a.lengths().get(axis));
        }
        for (int axis : keptB) {
            shape.add(b.lengths().get(axis));
            right = Numbers.binary(Operator.MULTIPLY, right, b.lengths().get(axis));
        }
        Array rows = arrays.reshaped(arrays.transposed(a, orderA), List.of((Whole) left, paired));
        Array columns = arrays.reshaped(arrays.transposed(b, orderB), List.of(paired, (Whole) right));
        return arrays.reshaped(arrays.product(rows, columns), shape);
    }

    private static Array kron(Arrays arrays, Array a, Array b) {
        int rank = Math.max(a.rank(), b.rank());
        List<Whole> left = new ArrayList<>(), right = new ArrayList<>(), shape = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            Whole m = axis < rank - a.rank() ? Whole.ONE : a.lengths().get(axis - (rank - a.rank()));
            Whole n = axis < rank - b.rank() ? Whole.ONE : b.lengths().get(axis - (rank - b.rank()));
            left.addAll(List.of(m, Whole.ONE));
            right.addAll(List.of(Whole.ONE, n));
            shape.add((Whole) Numbers.binary(Operator.MULTIPLY, m, n));
        }
        Array product = arrays.elementwise("multiply", List.of(arrays.reshaped(a, left), arrays.reshaped(b, right)));
        return arrays.reshaped(product, shape);
    }

    private static Value tensordot(Given given) {
        Array a = given.array("a"), b = given.array("b");
        Value axes = given.value("axes");
        if (!(axes instanceof Value.Tuple) && !(axes instanceof Value.Items)) {
            int count = (int) Math.min(Given.MOST_AXES, given.whole("axes").number());
            if (count < 0 || count > a.rank() || count > b.rank())
                throw Fault.error("ValueError", "there are not so many axes");
            List<Integer> last =
                    IntStream.range(a.rank() - count, a.rank()).boxed().toList();
            return contracted(
                    given.arrays(),
                    a,
                    b,
                    last,
                    IntStream.range(0, count).boxed().toList());
        }
        List<Value> both = given.several(axes);
        if (both.size() != 2) throw new Fault("takes the axes of a and the axes of b");
        List<Integer> ofA = given.several(both.get(0)).stream()
                .map(axis -> given.axis(axis, a))
                .toList();
        List<Integer> ofB = given.several(both.get(1)).stream()
                .map(axis -> given.axis(axis, b))
                .toList();
        return contracted(given.arrays(), a, b, ofA, ofB);
    }

    private static Value einsum(Given given) {
        String text = given.text("subscripts").replace(" ", "");
        List<Array> operands = new ArrayList<>();
        for (Value operand : given.rest()) operands.add(given.interpreter().array(operand, "an operand"));
        String[] sides = text.split("->", -1);
        List<String> letters = new ArrayList<>(List.of(sides[0].split(",", -1)));
        if (letters.size() != operands.size() || sides.length > 2) {
            throw new Fault(
                    "'{}' names {}, and {} here",
                    Message.name(text),
                    Message.fixed(letters.size() == 1 ? "1 operand" : letters.size() + " operands"),
                    Message.fixed(operands.size() == 1 ? "1 is given" : operands.size() + " are given"));
        }
        String spare = "";
        for (int i = 0; i < letters.size(); i++) {
            String own = letters.get(i);
            int open = operands.get(i).rank() - own.replace("...", "").length();
            if (own.contains("...") && open >= 0) {
                String more = "";
                for (int axis = 0; axis < open; axis++) more += (char) ('α' + axis + Given.MOST_AXES - open);
                if (more.length() > spare.length()) spare = more;
                own = own.replace("...", more);
            }
            if (own.length() != operands.get(i).rank() || !own.matches("[\\p{L}]*")) {
                throw new Fault("'{}' does not name the axes of {}", letters.get(i), operands.get(i));
            }
            letters.set(i, own);
        }
        String result;
        if (sides.length == 2) {
            result = sides[1].replace("...", spare);
        } else {
            String all = String.join("", letters);
            StringBuilder once = new StringBuilder(spare);
            all.chars()
                    .filter(c -> c < 'α' && all.indexOf(c) == all.lastIndexOf(c))
                    .sorted()
                    .forEach(c -> once.append((char) c));
            result = once.toString();
        }
        for (char c : result.toCharArray()) {
            if (String.join("", letters).indexOf(c) < 0)
                throw Fault.error("ValueError", "the result names {}, which no operand has", c);
            if (result.indexOf(c) != result.lastIndexOf(c)) throw new Fault("the result names {} twice", c);
        }
        return given.arrays().einsum(letters, result, operands);
    }

    private static Value norm(Given given) {
        Array x = given.array("x");
        Arrays arrays = given.arrays();
        List<Integer> axes = given.axes("axis", x);
        boolean keep = given.flag("keepdims");
        Value order = given.value("ord");
        boolean euclidean = order instanceof Value.None
                || order instanceof Value.Text text && text.text().equals("fro")
                || Numbers.isNumber(order) && Numbers.real(order) == 2 && axes.size() == 1;
        if (euclidean) {
            Array squares = arrays.elementwise("square", List.of(x));
            return arrays.elementwise("sqrt", List.of(arrays.reduced("sum", squares, axes, keep, 0)));
        }
        if (axes.size() == 1 && Numbers.isNumber(order)) {
            Array sizes = arrays.elementwise("abs", List.of(x));
            if (Numbers.real(order) == 1) return arrays.reduced("sum", sizes, axes, keep, 0);
            if (Double.isInfinite(Numbers.real(order)))
                return arrays.reduced(Numbers.real(order) > 0 ? "max" : "min", sizes, axes, keep, 0);
        }
        throw Fault.unsupported("this norm is not taken; of vectors 1, 2 and infinity are, of matrices 'fro'");
    }
}
