package dev.dscore.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.dscore.array.Tensor;
import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/**
 * The JSON of the contract: names in snake_case, no unknown or repeated fields, no coercion; NaN and Infinity are read.
 */
public final class Json {
    private static final int DEEPEST_NESTING = 400;
    // a number beyond float64 is read, so that it is the fault of a gradient and not of the request
    private static final int LONGEST_NUMBER = 20_000;
    private static final int LONGEST_STRING = 200_000_000;

    private Json() {}

    /** @param mostElements the maximum number of entries of one array */
    public static JsonMapper mapper(long mostElements) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(DEEPEST_NESTING)
                        .maxNumberLength(LONGEST_NUMBER)
                        .maxStringLength(LONGEST_STRING)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        return JsonMapper.builder(factory)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, text -> {
                    for (CoercionInputShape shape :
                            List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
                        text.setCoercion(shape, CoercionAction.Fail);
                    }
                })
                .addModule(arrays(mostElements))
                .build();
    }

    private static SimpleModule arrays(long mostElements) {
        SimpleModule module = new SimpleModule("arrays");
        ArrayReader reader = new ArrayReader(mostElements);
        module.addDeserializer(TypedTensor.class, reader);
        module.addDeserializer(Tensor.class, reader.ofNumbers());
        module.addDeserializer(SubmittedArray.class, reader.ofStudents());
        module.addSerializer(SpelledArray.class, new ArrayWriter());
        return module;
    }
}
