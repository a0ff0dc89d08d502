package dev.dscore.web;

import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TomcatConfiguration {
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsForWhatTomcatRefuses() {
        return factory -> factory.addContextCustomizers(
                context -> ((StandardHost) context.getParent()).setErrorReportValveClass(ProblemValve.class.getName()));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> nobodyMoreThanCanBeAnswered(Door door) {
        return factory -> factory.addEngineValves(door);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionsToBeSeen(Connections connections) {
        return factory -> {
            factory.setProtocol(Connections.Protocol.class.getName());
            factory.addConnectorCustomizers(connector -> {
                if (connector.getProtocolHandler() instanceof Connections.Protocol protocol) connections.use(protocol);
            });
        };
    }
}
