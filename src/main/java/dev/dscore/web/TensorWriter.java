package dev.dscore.web;

import dev.dscore.array.Tensor;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/**
 * Writes an array as nested lists, a scalar as a bare number; with {@code ?arrays=b64} as base64 of its bytes. NaN, which stands
 * for an entry that cannot be determined, is null in a list.
 */
final class TensorWriter extends ValueSerializer<Tensor> {
    @Override
    public void serialize(Tensor tensor, JsonGenerator json, SerializationContext context) {
        if (ArraysParameter.isB64()) bytes(tensor, json);
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
        json.writeBinary(new Bytes(tensor.data()), tensor.size() * Double.BYTES);
        json.writeEndObject();
    }
}
