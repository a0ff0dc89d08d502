package dev.dscore.web;

import dev.dscore.tensor.Tensor;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.module.SimpleModule;

/** How arrays are read and written. The rest of the JSON settings stand in application.properties. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {
    @Bean
    JsonMapperBuilderCustomizer arrays(Limits limits) {
        SimpleModule module = new SimpleModule("arrays");
        module.addDeserializer(Tensor.class, new TensorReader(limits.elements()));
        module.addSerializer(Tensor.class, new TensorWriter());
        return builder -> builder.addModule(module);
    }
}
