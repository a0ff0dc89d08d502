package dev.dscore.contract;

import dev.dscore.array.Tensor;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/**
 * Writes an array as nested lists and a scalar as a bare number, or as base64 of its bytes. In a list, NaN, which
 * stands for an entry that cannot be determined, is written as null.
 */
final class ArrayWriter extends ValueSerializer<SpelledArray> {
    @Override
    public void serialize(SpelledArray array, JsonGenerator json, SerializationContext context) {
        Tensor tensor = array.tensor();
        if (array.spelling() == Spelling.B64) bytes(tensor, json);
        else if (tensor.rank() == 0) number(tensor.data()[0], json);
        else write(tensor, 0, 0, json);
    }

    private static int write(Tensor tensor, int axis, int start, JsonGenerator json) {
        int length = tensor.shape()[axis];
        if (axis == tensor.rank() - 1) {
            row(tensor.data(), start, length, json);
            return start + length;
        }
        json.writeStartArray();
        for (int i = 0; i < length; i++) start = write(tensor, axis + 1, start, json);
        json.writeEndArray();
        return start;
    }

    private static void row(double[] data, int start, int length, JsonGenerator json) {
        if (Arrays.stream(data, start, start + length).noneMatch(Double::isNaN)) {
            json.writeArray(data, start, length);
            return;
        }
        json.writeStartArray();
        for (int i = start; i < start + length; i++) number(data[i], json);
        json.writeEndArray();
    }

    private static void number(double number, JsonGenerator json) {
        if (Double.isNaN(number)) json.writeNull();
        else json.writeNumber(number);
    }

    private static void bytes(Tensor tensor, JsonGenerator json) {
        json.writeStartObject();
        json.writeName("shape");
        json.writeArray(tensor.shape(), 0, tensor.rank());
        json.writeStringProperty("dtype", "float64");
        json.writeName("b64");
        json.writeBinary(new Float64Stream(tensor.data()), tensor.size() * Double.BYTES);
        json.writeEndObject();
    }
}
