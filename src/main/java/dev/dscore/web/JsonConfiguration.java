package dev.dscore.web;

import dev.dscore.array.Tensor;
import java.util.List;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.LogicalType;

/** How arrays are read and written, and that a number is no string. The rest of the JSON settings stand in application.properties. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {
    @Bean
    JsonMapperBuilderCustomizer arrays(Limits limits) {
        SimpleModule module = new SimpleModule("arrays");
        TensorReader reader = new TensorReader(limits.elements());
        module.addDeserializer(TypedTensor.class, reader);
        module.addDeserializer(Tensor.class, reader.ofNumbers());
        module.addDeserializer(SubmittedArray.class, reader.ofStudents());
        module.addSerializer(Tensor.class, new TensorWriter());
        return builder -> builder.addModule(module).withCoercionConfig(LogicalType.Textual, text -> {
            for (CoercionInputShape shape :
                    List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
                text.setCoercion(shape, CoercionAction.Fail);
            }
        });
    }
}
