package dev.dscore.web;

import dev.dscore.tensor.Tensor;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;

/** Writes an array as nested lists, a scalar as a bare number; with {@code ?arrays=b64} as base64 of its bytes. */
final class TensorWriter extends ValueSerializer<Tensor> {
    @Override
    public void serialize(Tensor tensor, JsonGenerator json, SerializationContext context) {
        if (ArraysParameter.isB64()) bytes(tensor, json);
        else if (tensor.rank() == 0) json.writeNumber(tensor.data()[0]);
        else write(tensor, 0, 0, json);
    }

    private static int write(Tensor tensor, int axis, int start, JsonGenerator json) {
        int length = tensor.shape()[axis];
        if (axis == tensor.rank() - 1) {
            json.writeArray(tensor.data(), start, length);
            return start + length;
        }
        json.writeStartArray();
        for (int i = 0; i < length; i++) start = write(tensor, axis + 1, start, json);
        json.writeEndArray();
        return start;
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
