package dev.dscore.plain;

import dev.dscore.array.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random programs with what Python and NumPy made of them: programs.py beside the test resources. */
public final class Recorded {
    /** Of the number, or of 1 where that is less: sums that NumPy adds in another order. */
    private static final double ROUNDING = 1e-9;

    private Recorded() {}

    public static List<JsonNode> programs() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        List<JsonNode> programs = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Recorded.class.getResourceAsStream("programs.jsonl.gz")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                programs.add(json.readTree(line));
        }
        return programs;
    }

    /** Whether an array has the recorded shape and entries. */
    public static boolean equal(JsonNode expected, Tensor tensor) {
        JsonNode shape = expected.get("shape"), data = expected.get("data");
        if (shape.size() != tensor.rank() || data.size() != tensor.size()) return false;
        for (int i = 0; i < tensor.rank(); i++) if (shape.get(i).asInt() != tensor.shape()[i]) return false;
        for (int i = 0; i < tensor.size(); i++) if (!close(data.get(i), tensor.data()[i])) return false;
        return true;
    }

    /** Whether a number is the recorded one but for rounding. */
    public static boolean close(JsonNode expected, double value) {
        if (expected.isBoolean()) return value == (expected.asBoolean() ? 1 : 0);
        if (expected.isString()) {
            return switch (expected.asString()) {
                case "nan" -> Double.isNaN(value);
                case "inf" -> value == Double.POSITIVE_INFINITY;
                default -> value == Double.NEGATIVE_INFINITY;
            };
        }
        double right = expected.asDouble();
        return Math.abs(value - right) <= ROUNDING * Math.max(1, Math.abs(right));
    }
}
