package dev.dscore.contract;

import dev.dscore.array.Tensor;
import dev.dscore.problem.Printable;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.Arrays;
import java.util.OptionalInt;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads nested lists, or a bare number, straight into one flat array. */
final class NestedLists {
    /** The largest number of axes of an array that is sent. */
    static final int MOST_AXES = 8;

    private final JsonParser parser;
    private final long mostElements;
    private final boolean booleans;
    private final boolean ofStudent;
    private final int[] lengths = new int[MOST_AXES];
    private int depth = 0; // of the lists seen so far
    private int rank = -1; // depth of the numbers; -1 before the first
    private double[] data = new double[16];
    private int size = 0;
    private OptionalInt firstNull = OptionalInt.empty();

    /**
     * @param mostElements the maximum number of entries of the array
     * @param booleans whether true and false are read, as 1 and 0
     * @param ofStudent whether null is read, as NaN, and a number too large for float64, as infinite
     */
    NestedLists(JsonParser parser, long mostElements, boolean booleans, boolean ofStudent) {
        this.mostElements = mostElements;
        this.ofStudent = ofStudent;
        this.parser = parser;
        this.booleans = booleans;
        Arrays.fill(lengths, -1);
    }

    Tensor read() {
        if (parser.currentToken() == JsonToken.START_ARRAY) list(0);
        else number(0);
        int[] shape = Arrays.copyOf(lengths, rank >= 0 ? rank : depth);
        return new Tensor(shape, size == data.length ? data : Arrays.copyOf(data, size));
    }

    private void list(int level) {
        if (level == MOST_AXES) {
            throw fault(ProblemType.WRONG_TYPE, "an array has at most " + MOST_AXES + " axes");
        }
        if (rank >= 0 && level >= rank)
            throw ragged("a list stands where a number belongs: the entries before it are numbers");
        depth = Math.max(depth, level + 1);
        int count = 0;
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_ARRAY) list(level + 1);
            else number(level + 1);
            count++;
        }
        if (lengths[level] < 0) lengths[level] = count;
        else if (lengths[level] != count) {
            throw ragged("this list has " + count + (ofStudent && count == 1 ? " entry" : " entries")
                    + "; those before it have " + lengths[level]);
        }
    }

    private void number(int level) {
        if (rank < 0 && depth > level)
            throw ragged("a number stands where a list belongs: the entries before it are lists");
        if (rank >= 0 && rank != level)
            throw ragged("a number stands where a list belongs: the entries before it are lists");
        double value = value();
        rank = level;
        if (size == data.length) grow();
        data[size++] = value;
    }

    private void grow() {
        if (size >= mostElements) {
            throw fault(ProblemType.TOO_LARGE, "an array has at most " + mostElements + " entries; this one has more");
        }
        data = Arrays.copyOf(data, (int) Math.min(mostElements, 2L * size));
    }

    private double value() {
        return switch (parser.currentToken()) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                ofStudent ? parser.getDoubleValue() : finite(parser.getDoubleValue());
            case VALUE_STRING -> notFinite(parser.getString());
            case VALUE_TRUE, VALUE_FALSE -> {
                if (!booleans) throw wrong("true and false are not numbers; send 1 and 0, or \"dtype\": \"bool\"");
                yield parser.currentToken() == JsonToken.VALUE_TRUE ? 1 : 0;
            }
            case VALUE_NULL -> {
                if (!ofStudent) throw wrong("null is not a number");
                if (firstNull.isEmpty()) firstNull = OptionalInt.of(size);
                yield Double.NaN;
            }
            case START_OBJECT -> throw wrong("an object stands where a number belongs");
            default -> throw wrong("a number belongs here");
        };
    }

    // NaN and Infinity are read, so that they can be reported; 1e999 is a number that float64 does not have
    private double finite(double value) {
        if (Double.isInfinite(value) && !parser.getString().contains("Inf")) {
            throw fault(ProblemType.NOT_FINITE, Printable.quoted(parser.getString()) + " is too large for float64");
        }
        return value;
    }

    private double notFinite(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw wrong("\"" + Printable.quoted(text) + "\" is a string; a number belongs here");
        };
    }

    /** Returns the position in C order of the first null, which was read as NaN. */
    OptionalInt firstNull() {
        return firstNull;
    }

    private RequestException fault(ProblemType type, String detail) {
        return ArrayReader.fault(parser, type, detail);
    }

    private RequestException ragged(String detail) {
        return fault(ProblemType.RAGGED_ARRAY, detail);
    }

    private RequestException wrong(String detail) {
        return fault(ProblemType.WRONG_TYPE, detail);
    }
}
