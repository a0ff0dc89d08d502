package dev.dscore.web;

import dev.dscore.array.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads an array in any of its JSON spellings: nested lists, shaped data, base64 bytes. Numbers go straight into one flat
 * array; nothing is coerced, and whatever does not fit is named by its JSON pointer.
 */
final class TensorReader extends ValueDeserializer<TypedTensor> {
    private static final int MOST_AXES = 8;
    private static final Pattern PLACE = Pattern.compile("(/data|/shape)?((?:/\\d+)+)");

    private final long mostElements;

    TensorReader(long mostElements) {
        this.mostElements = mostElements;
    }

    @Override
    public TypedTensor deserialize(JsonParser parser, DeserializationContext context) {
        // an array of an npz, in the tree of the JSON that came with it
        if (parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
                && parser.getEmbeddedObject() instanceof TypedTensor typed) return typed;
        if (parser.currentToken() == JsonToken.START_OBJECT) return shaped(parser);
        return new TypedTensor(new Nested(parser, false, false).read(), Dtype.FLOAT64);
    }

    /**
     * The same for an array of a student, who is at no fault that a request can have: what is no array of numbers is passed over,
     * and the reason kept. A null between numbers is NaN, as which browsers and pandas write it.
     */
    ValueDeserializer<SubmittedArray> ofStudents() {
        return new ValueDeserializer<>() {
            @Override
            public SubmittedArray deserialize(JsonParser parser, DeserializationContext context) {
                return TensorReader.this.submitted(parser);
            }
        };
    }

    private SubmittedArray submitted(JsonParser parser) {
        JsonToken first = parser.currentToken();
        if (first == JsonToken.VALUE_EMBEDDED_OBJECT) {
            Object embedded = parser.getEmbeddedObject();
            if (embedded instanceof TypedTensor typed) return SubmittedArray.of(typed, OptionalInt.empty());
            if (embedded instanceof SubmittedArray submitted) return submitted;
        }
        String place = parser.streamReadContext().pathAsPointer().toString();
        TokenStreamContext around = parser.streamReadContext();
        if (first == JsonToken.START_ARRAY || first == JsonToken.START_OBJECT) around = around.getParent();
        try {
            if (first == JsonToken.START_OBJECT) return shaped(parser, true);
            Nested nested = new Nested(parser, false, true);
            return SubmittedArray.of(new TypedTensor(nested.read(), Dtype.FLOAT64), nested.firstNull);
        } catch (ArrayException e) {
            while (parser.streamReadContext() != around && parser.nextToken() != null) {}
            String where = e.type() == ProblemType.TOO_LARGE
                    ? ""
                    : place(e.pointer()
                            .substring(Math.min(place.length(), e.pointer().length())));
            return SubmittedArray.unreadable(e.type(), where + e.getOriginalMessage());
        }
    }

    // of /1/0: at [1, 0],
    private static String place(String pointer) {
        Matcher matcher = PLACE.matcher(pointer);
        if (!matcher.matches()) return "";
        String name = matcher.group(1) == null ? "" : matcher.group(1).substring(1);
        return "at " + name + "[" + matcher.group(2).substring(1).replace("/", ", ") + "], ";
    }

    /** The same where nobody asks for the type. */
    ValueDeserializer<Tensor> ofNumbers() {
        return new ValueDeserializer<>() {
            @Override
            public Tensor deserialize(JsonParser parser, DeserializationContext context) {
                return TensorReader.this.deserialize(parser, context).tensor();
            }
        };
    }

    /** Nested lists, or a bare number. */
    private final class Nested {
        private final JsonParser parser;
        private final boolean booleans;
        private final boolean ofStudent;
        private final int[] lengths = new int[MOST_AXES];
        private int depth = 0; // of lists seen
        private int rank = -1; // depth at which numbers stand
        private double[] data = new double[16];
        private int size = 0;
        private OptionalInt firstNull = OptionalInt.empty();

        /**
         * @param booleans whether truth values are read, as 0 and 1
         * @param ofStudent whether null is read, as NaN, and a number too large for float64, as infinite
         */
        Nested(JsonParser parser, boolean booleans, boolean ofStudent) {
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
                throw new ArrayException(parser, ProblemType.WRONG_TYPE, "an array has at most " + MOST_AXES + " axes");
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
                throw new ArrayException(
                        parser,
                        ProblemType.TOO_LARGE,
                        "an array has at most " + mostElements + " entries; this one has more");
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

        // NaN and Infinity are read, so that they can be reported on; 1e999 is a number that float64 does not have
        private double finite(double value) {
            if (Double.isInfinite(value) && !parser.getString().contains("Inf")) {
                throw new ArrayException(
                        parser,
                        ProblemType.NOT_FINITE,
                        Printable.quoted(parser.getString()) + " is too large for float64");
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

        private ArrayException ragged(String detail) {
            return new ArrayException(parser, ProblemType.RAGGED_ARRAY, detail);
        }

        private ArrayException wrong(String detail) {
            return new ArrayException(parser, ProblemType.WRONG_TYPE, detail);
        }
    }

    /** {@code {"shape": …, "dtype": …, "data": …}} or the same with {@code "b64"}. */
    private TypedTensor shaped(JsonParser parser) {
        return Objects.requireNonNull(shaped(parser, false).array());
    }

    private SubmittedArray shaped(JsonParser parser, boolean ofStudent) {
        int @Nullable [] shape = null;
        Dtype dtype = Dtype.FLOAT64;
        Tensor data = null;
        byte[] bytes = null;
        OptionalInt firstNull = OptionalInt.empty();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "shape" -> shape = shape(parser);
                case "dtype" -> dtype = dtype(parser);
                case "data" -> {
                    Nested nested = new Nested(parser, true, ofStudent);
                    data = nested.read();
                    firstNull = nested.firstNull;
                }
                case "b64" -> bytes = bytes(parser, ofStudent);
                default ->
                    throw new ArrayException(
                            parser,
                            ProblemType.UNKNOWN_FIELD,
                            "an array has shape, dtype and data or b64, no " + Printable.quoted(field));
            }
        }
        if (shape == null) throw malformed(parser, "shape is missing");
        if ((data == null) == (bytes == null)) throw malformed(parser, "one of data and b64 must be given");
        Tensor tensor = data != null ? withShape(parser, data, shape, dtype) : decoded(parser, bytes, shape, dtype);
        return SubmittedArray.of(new TypedTensor(tensor, dtype), firstNull);
    }

    private int[] shape(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) throw malformed(parser, "shape is a list of whole numbers");
        List<Integer> shape = new ArrayList<>();
        double count = 1;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT || parser.getDoubleValue() < 0) {
                throw malformed(parser, "a shape holds whole numbers from 0 on");
            }
            if (shape.size() == MOST_AXES) throw malformed(parser, "an array has at most " + MOST_AXES + " axes");
            count *= parser.getDoubleValue();
            if (parser.getDoubleValue() > mostElements || count > mostElements) {
                throw new ArrayException(
                        parser,
                        ProblemType.TOO_LARGE,
                        "an array has at most " + mostElements + " entries; this shape has more");
            }
            shape.add(parser.getIntValue());
        }
        return shape.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Dtype dtype(JsonParser parser) {
        String name = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
        return Dtype.named(name)
                .orElseThrow(() -> malformed(
                        parser, "dtype is one of " + Dtype.all() + ", not " + Printable.quoted(parser.getString())));
    }

    private static byte[] bytes(JsonParser parser, boolean ofStudent) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) throw malformed(parser, "b64 is a string of base64");
        // the token read to its end, so that reading can go on behind it if it is not base64
        if (ofStudent) parser.finishToken();
        try {
            return parser.getBinaryValue();
        } catch (JacksonException e) {
            throw malformed(parser, "this is not base64");
        }
    }

    private static Tensor withShape(JsonParser parser, Tensor data, int[] shape, Dtype dtype) {
        if (data.size() != Tensor.count(shape)) {
            throw malformed(
                    parser,
                    "data has " + data.size() + " numbers; the shape " + Tensor.tuple(shape) + " takes "
                            + Tensor.count(shape));
        }
        for (double value : data.data()) {
            if (!dtype.isFloat() && value != Math.rint(value)) {
                throw malformed(parser, value + " is no " + dtype.numpy());
            }
        }
        return data.reshaped(shape);
    }

    private static Tensor decoded(JsonParser parser, byte[] bytes, int[] shape, Dtype dtype) {
        int count = Tensor.count(shape);
        long size = (long) count * dtype.size();
        if (bytes.length != size) {
            throw malformed(
                    parser,
                    "b64 holds " + bytes.length + " bytes; " + Tensor.tuple(shape) + " of " + dtype.numpy() + " takes "
                            + size);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        double[] data = new double[count];
        for (int i = 0; i < count; i++) data[i] = dtype.next(buffer);
        return new Tensor(shape, data);
    }

    private static ArrayException malformed(JsonParser parser, String detail) {
        return new ArrayException(parser, ProblemType.MALFORMED_ARRAY, detail);
    }
}
