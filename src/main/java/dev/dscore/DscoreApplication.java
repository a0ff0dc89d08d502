package dev.dscore;

import dev.dscore.cli.Offline;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

@SpringBootApplication
@ConfigurationPropertiesScan
public class DscoreApplication {
    public static void main(String[] arguments) {
        // a word is a command; options and nothing start the service
        if (arguments.length > 0 && !arguments[0].startsWith("-")) System.exit(Offline.run(arguments));
        SpringApplication.run(DscoreApplication.class, arguments);
    }
}
