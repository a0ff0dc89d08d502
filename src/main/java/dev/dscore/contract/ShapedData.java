package dev.dscore.contract;

import dev.dscore.array.Tensor;
import dev.dscore.problem.Printable;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads {@code {"shape": …, "dtype": …, "data": …}}, or the same with {@code "b64"}. */
record ShapedData(long mostElements) {
    /** @param ofStudent whether null is read, as NaN, and a number too large for float64, as infinite */
    SubmittedArray read(JsonParser parser, boolean ofStudent) {
        int @Nullable [] shape = null;
        ElementType dtype = ElementType.FLOAT64;
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
                    NestedLists nested = new NestedLists(parser, mostElements, true, ofStudent);
                    data = nested.read();
                    firstNull = nested.firstNull();
                }
                case "b64" -> bytes = bytes(parser, ofStudent);
                default ->
                    throw ArrayReader.fault(
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
            if (shape.size() == NestedLists.MOST_AXES)
                throw malformed(parser, "an array has at most " + NestedLists.MOST_AXES + " axes");
            count *= parser.getDoubleValue();
            if (parser.getDoubleValue() > mostElements || count > mostElements) {
                throw ArrayReader.fault(
                        parser,
                        ProblemType.TOO_LARGE,
                        "an array has at most " + mostElements + " entries; this shape has more");
            }
            shape.add(parser.getIntValue());
        }
        return shape.stream().mapToInt(Integer::intValue).toArray();
    }

    private static ElementType dtype(JsonParser parser) {
        String name = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : "";
        return ElementType.named(name)
                .orElseThrow(() -> malformed(
                        parser,
                        "dtype is one of " + ElementType.all() + ", not " + Printable.quoted(parser.getString())));
    }

    private static byte[] bytes(JsonParser parser, boolean ofStudent) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) throw malformed(parser, "b64 is a string of base64");
        // reads the token to its end, so that reading can go on behind it if it is not base64
        if (ofStudent) parser.finishToken();
        try {
            return parser.getBinaryValue();
        } catch (JacksonException e) {
            throw malformed(parser, "this is not base64");
        }
    }

    private static Tensor withShape(JsonParser parser, Tensor data, int[] shape, ElementType dtype) {
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

    private static Tensor decoded(JsonParser parser, byte[] bytes, int[] shape, ElementType dtype) {
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

    private static RequestException malformed(JsonParser parser, String detail) {
        return ArrayReader.fault(parser, ProblemType.MALFORMED_ARRAY, detail);
    }
}
