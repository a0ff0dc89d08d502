package dev.dscore.web;

import dev.dscore.web.Access.Role;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.SpringProperties;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Grades from files where there is no network: what {@code POST /v1/grade} does, and no server. */
@Command(
        name = "dscore",
        description = "Grades from files what POST /v1/grade grades. Without a command, the service is started.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CommandLine.Grade.class, CommandLine.Batch.class})
public final class CommandLine {
    private static final int GRADED = 0, REFUSED = 1, WRONG_USAGE = 2, FAILED = 3;
    private static final String EXIT_CODES =
            "Exit codes: 0 graded, whatever the marks; 1 a request makes no sense, the problem is on standard error; "
                    + "2 wrong usage, or a file that cannot be read; 3 a fault of dscore.";
    private static final String FORMATS =
            "json (default), text, markdown, html, gradescope, prairielearn, autolab or submitty";

    private CommandLine() {}

    /** @return the exit code */
    public static int run(String[] arguments) {
        picocli.CommandLine line = new picocli.CommandLine(new CommandLine());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("dscore: " + e);
            return e instanceof IOException ? WRONG_USAGE : FAILED;
        });
        return line.execute(arguments);
    }

    /**
     * What is put together for it: no web server and no security, for there are no callers. No {@code @Configuration}, which
     * the service would find.
     */
    @ImportAutoConfiguration(JacksonAutoConfiguration.class)
    @EnableConfigurationProperties(Limits.class)
    @Import({
        Services.class,
        JsonConfiguration.class,
        GradeController.class,
        FunctionReader.class,
        Admission.class,
        Watchdog.class,
        Meters.class,
        Problems.class,
        HtmlConverter.class
    })
    static class Offline {
        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        static ConfigurableApplicationContext start() {
            // the wiring made when the jar was built is the service's
            SpringProperties.setProperty(AotDetector.AOT_ENABLED, "false");
            return new SpringApplicationBuilder(Offline.class)
                    .web(WebApplicationType.NONE)
                    .logStartupInfo(false)
                    .properties("spring.main.banner-mode=off", "logging.level.root=off")
                    .run();
        }
    }

    /** A report in the form asked for, or the problem that there is instead. */
    private record Result(@Nullable String report, @Nullable String problem) {}

    /** Grades requests, on any thread. */
    private static final class Grading {
        private final GradeController controller;
        private final JsonMapper json;
        private final Problems problems;
        private final HtmlConverter html;
        private final String format;

        Grading(ConfigurableApplicationContext beans, String format) {
            this.controller = beans.getBean(GradeController.class);
            this.json = beans.getBean(JsonMapper.class);
            this.problems = beans.getBean(Problems.class);
            this.html = beans.getBean(HtmlConverter.class);
            this.format = format;
        }

        /** @param code to grade, instead of what the request has */
        Result grade(byte[] request, @Nullable String code) {
            // who has the files may see the answers
            SecurityContextHolder.getContext()
                    .setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                            "command line", null, SecurityConfiguration.authorities(Role.AUTHOR)));
            try {
                JsonNode tree = json.readTree(request);
                if (!(tree instanceof ObjectNode object)) {
                    throw new ApiException(ProblemType.WRONG_TYPE, "a request is a JSON object", null);
                }
                if (code != null) object.put("code", code);
                return new Result(text(json.treeToValue(object, GradeRequest.class)), null);
            } catch (Exception e) {
                return new Result(null, json.writeValueAsString(problems.of(e)));
            }
        }

        private String text(GradeRequest request) throws Exception {
            boolean own = List.of("json", "text", "markdown", "html").contains(format);
            Object body = controller.grade(request, own ? null : format).getBody();
            if (body instanceof GradeAnswer answer) {
                switch (format) {
                    case "text":
                        return ReportText.plain(answer);
                    case "markdown":
                        return ReportText.markdown(answer);
                    case "html":
                        return html.text(answer);
                    default:
                        break;
                }
            }
            return body instanceof String lines ? lines : json.writeValueAsString(body) + "\n";
        }
    }

    /** One request. */
    @Command(name = "grade", description = "Grades one request.", footer = EXIT_CODES, mixinStandardHelpOptions = true)
    static final class Grade implements Callable<Integer> {
        @Parameters(
                paramLabel = "REQUEST",
                description = "A file with what POST /v1/grade takes, or - for standard input.")
        private Path request = Path.of("-");

        @Option(names = "--code", paramLabel = "FILE", description = "A student's NumPy code, put into the request.")
        private @Nullable Path code;

        @Option(names = "--format", description = FORMATS)
        private String format = "json";

        @Override
        public Integer call() throws IOException {
            byte[] sent = request.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(request);
            String text = code == null ? null : new String(Files.readAllBytes(code), StandardCharsets.UTF_8);
            try (ConfigurableApplicationContext beans = Offline.start()) {
                Result result = new Grading(beans, format).grade(sent, text);
                if (result.problem() != null) {
                    System.err.println(result.problem());
                    return REFUSED;
                }
                PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
                out.print(result.report());
                return GRADED;
            }
        }
    }

    /** A directory of requests. */
    @Command(
            name = "batch",
            description = "Grades every .json of a directory; the reports go to another, under the same names.",
            footer = EXIT_CODES,
            mixinStandardHelpOptions = true)
    static final class Batch implements Callable<Integer> {
        private static final int WIDTH = 40;

        @Parameters(paramLabel = "REQUESTS", description = "A directory of files as grade takes them.")
        private Path requests = Path.of(".");

        @Option(
                names = "--output",
                paramLabel = "DIRECTORY",
                description = "Where the reports go; by default REQUESTS/results.")
        private @Nullable Path output;

        @Option(names = "--format", description = FORMATS)
        private String format = "json";

        @Override
        public Integer call() throws IOException, InterruptedException {
            List<Path> files;
            try (Stream<Path> all = Files.list(requests)) {
                files = all.filter(file -> file.toString().endsWith(".json"))
                        .sorted()
                        .toList();
            }
            Path results = Files.createDirectories(output != null ? output : requests.resolve("results"));
            AtomicInteger done = new AtomicInteger(), refused = new AtomicInteger();
            try (ConfigurableApplicationContext beans = Offline.start()) {
                Grading grading = new Grading(beans, format);
                ExecutorService threads =
                        Executors.newFixedThreadPool(beans.getBean(Limits.class).cores());
                for (Path file : files) {
                    threads.execute(() -> {
                        if (!graded(grading, file, results)) refused.incrementAndGet();
                        progress(done.incrementAndGet(), files.size());
                    });
                }
                threads.shutdown();
                threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            }
            System.err.println((done.get() - refused.get()) + " graded, " + refused + " refused");
            return refused.get() == 0 ? GRADED : REFUSED;
        }

        private static boolean graded(Grading grading, Path file, Path results) {
            try {
                Result result = grading.grade(Files.readAllBytes(file), null);
                String text = Objects.requireNonNullElse(result.report(), result.problem() + "\n");
                Files.writeString(results.resolve(file.getFileName()), text);
                if (result.problem() != null) System.err.println(file.getFileName() + ": " + result.problem());
                return result.problem() == null;
            } catch (IOException e) {
                System.err.println(file.getFileName() + ": " + e);
                return false;
            }
        }

        private static void progress(int done, int all) {
            if (System.console() == null) return;
            int filled = WIDTH * done / all;
            System.err.print("\r[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + done + " of " + all
                    + (done == all ? "\n" : ""));
        }
    }
}
