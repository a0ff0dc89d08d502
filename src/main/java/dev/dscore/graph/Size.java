package dev.dscore.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The length of an axis: a polynomial in axis names with integer coefficients, such as {@code N}, {@code 3} or
 * {@code H * W}. Two sizes are equal if they are the same polynomial, whatever numbers the names stand for. A size of
 * more than {@value #MOST_TERMS} terms, of a degree above {@value #HIGHEST_DEGREE} or with coefficients beyond a long
 * is rejected with an {@link ArithmeticException}.
 */
public final class Size {
    static final int MOST_TERMS = 64, HIGHEST_DEGREE = 16;

    public static final Size ONE = of(1);

    // monomial (sorted axis names, empty for the constant term) → coefficient, never 0
    private final Map<List<String>, Long> terms;

    private Size(Map<List<String>, Long> terms) {
        if (terms.size() > MOST_TERMS) throw new ArithmeticException("a size of more than " + MOST_TERMS + " terms");
        this.terms = terms;
    }

    public static Size of(long number) {
        return term(List.of(), number);
    }

    public static Size of(String axis) {
        return term(List.of(axis), 1);
    }

    public Size plus(Size other) {
        Map<List<String>, Long> sum = copy();
        other.terms.forEach((monomial, coefficient) -> add(sum, monomial, coefficient));
        return new Size(sum);
    }

    public Size minus(Size other) {
        return plus(other.times(of(-1)));
    }

    public Size times(Size other) {
        if (equals(ONE)) return other;
        if (other.equals(ONE)) return this;
        Map<List<String>, Long> product = order();
        terms.forEach((left, a) -> other.terms.forEach((right, b) -> {
            if (left.size() + right.size() > HIGHEST_DEGREE)
                throw new ArithmeticException("a size of a degree above " + HIGHEST_DEGREE);
            List<String> monomial = new ArrayList<>(left);
            monomial.addAll(right);
            Collections.sort(monomial);
            add(product, List.copyOf(monomial), Math.multiplyExact(a, b));
        }));
        return new Size(product);
    }

    /**
     * Returns this size divided by {@code other}; empty unless they are equal or {@code other} is a single term that
     * divides every term.
     */
    public Optional<Size> dividedBy(Size other) {
        if (other.terms.size() != 1) return equals(other) ? Optional.of(ONE) : Optional.empty();
        var divisor = other.terms.entrySet().iterator().next();
        Map<List<String>, Long> quotient = order();
        for (var term : terms.entrySet()) {
            List<String> monomial = new ArrayList<>(term.getKey());
            for (String axis : divisor.getKey()) {
                if (!monomial.remove(axis)) return Optional.empty();
            }
            if (term.getValue() % divisor.getValue() != 0) return Optional.empty();
            quotient.put(List.copyOf(monomial), term.getValue() / divisor.getValue());
        }
        return Optional.of(new Size(quotient));
    }

    /** Returns the names of the axes in this size. */
    public Set<String> axes() {
        return terms.keySet().stream().flatMap(List::stream).collect(Collectors.toSet());
    }

    /** Returns whether this size is a number or a product of axes. */
    public boolean isMonomial() {
        return isNumber() || terms.size() == 1 && terms.containsValue(1L);
    }

    /** Returns the number of terms. */
    int terms() {
        return terms.size();
    }

    /** Returns an upper bound on the bytes that this size takes. */
    int bytes() {
        int bytes = 100;
        for (List<String> monomial : terms.keySet()) {
            bytes += 150;
            for (String axis : monomial) bytes += 60 + 2 * axis.length();
        }
        return bytes;
    }

    public boolean isNumber() {
        return terms.keySet().stream().allMatch(List::isEmpty);
    }

    /** Returns whether lengths of its axes, each at least 1, may make this size less than 1. */
    public boolean canBeLessThanOne() {
        return !isAtLeast(1);
    }

    /**
     * Returns whether the signs of the terms show that this size is at least {@code bound} for all lengths of its axes
     * from 1 on.
     */
    public boolean isAtLeast(long bound) {
        boolean rises = terms.entrySet().stream().allMatch(term -> term.getKey().isEmpty() || term.getValue() > 0);
        return rises && terms.values().stream().mapToLong(Long::longValue).sum() >= bound;
    }

    /** Returns the number that this size is. Defined only if {@link #isNumber} holds. */
    public long number() {
        return terms.getOrDefault(List.of(), 0L);
    }

    /** Returns this size with axes replaced by other sizes; an axis without a replacement stays. */
    public Size with(Map<String, Size> sizes) {
        Size sum = new Size(order());
        for (var term : terms.entrySet()) {
            Size product = of(term.getValue());
            for (String axis : term.getKey()) {
                Size size = sizes.get(axis);
                product = product.times(size != null ? size : of(axis));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    /**
     * Returns this size for the given lengths, which must include every axis.
     *
     * @throws ArithmeticException if the result does not fit into a long
     */
    public long in(Map<String, Integer> lengths) {
        long value = 0;
        for (var term : terms.entrySet()) {
            long product = term.getValue();
            for (String axis : term.getKey()) product = Math.multiplyExact(product, (long) lengths.get(axis));
            value = Math.addExact(value, product);
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Size size && terms.equals(size.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    /** Returns this size as NumPy text: {@code N}, {@code 3}, {@code 2 * H * W + 1}. */
    @Override
    public String toString() {
        if (terms.isEmpty()) return "0";
        StringBuilder text = new StringBuilder();
        terms.forEach((axes, coefficient) -> {
            if (text.length() == 0) text.append(coefficient < 0 ? "-" : "");
            else text.append(coefficient < 0 ? " - " : " + ");
            text.append(text(axes, Math.abs(coefficient)));
        });
        return text.toString();
    }

    private static String text(List<String> axes, long coefficient) {
        String product = String.join(" * ", axes);
        if (axes.isEmpty()) return String.valueOf(coefficient);
        return coefficient == 1 ? product : coefficient + " * " + product;
    }

    private static Size term(List<String> monomial, long coefficient) {
        Map<List<String>, Long> terms = order();
        add(terms, monomial, coefficient);
        return new Size(terms);
    }

    private static void add(Map<List<String>, Long> terms, List<String> monomial, long coefficient) {
        terms.merge(monomial, coefficient, Math::addExact);
        terms.remove(monomial, 0L);
    }

    private Map<List<String>, Long> copy() {
        Map<List<String>, Long> copy = order();
        copy.putAll(terms);
        return copy;
    }

    // products before single names, names before the constant: 2 * H * W + H + 1
    private static Map<List<String>, Long> order() {
        return new TreeMap<>(Size::compare);
    }

    private static int compare(List<String> a, List<String> b) {
        if (a.size() != b.size()) return b.size() - a.size();
        for (int i = 0; i < a.size(); i++) {
            int order = a.get(i).compareTo(b.get(i));
            if (order != 0) return order;
        }
        return 0;
    }
}
