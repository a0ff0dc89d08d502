package dev.dscore.http;

import dev.dscore.app.Engine;
import dev.dscore.app.RequestLimits;
import dev.dscore.contract.Json;
import dev.dscore.contract.ReportWriter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/**
 * The beans that are not components themselves, such as the engine and the contract's JSON, which Spring also writes
 * with.
 */
@Configuration(proxyBeanMethods = false)
class HttpConfiguration {
    @Bean
    Engine engine(RequestLimits limits) {
        return new Engine(limits);
    }

    @Bean
    JsonMapper json(RequestLimits limits) {
        return Json.mapper(limits.elements());
    }

    @Bean
    ReportWriter reports(JsonMapper json) {
        return new ReportWriter(json);
    }
}
