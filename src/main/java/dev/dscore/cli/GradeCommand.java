package dev.dscore.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Grades one request. */
@Command(
        name = "grade",
        description = "Grades one request.",
        footer = Offline.EXIT_CODES,
        mixinStandardHelpOptions = true)
final class GradeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "REQUEST", description = "A file with what POST /v1/grade takes, or - for standard input.")
    private Path request = Path.of("-");

    @Option(names = "--code", paramLabel = "FILE", description = "A student's NumPy code, put into the request.")
    private @Nullable Path code;

    @Option(names = "--format", description = Offline.FORMATS)
    private String format = "json";

    @Override
    public Integer call() throws IOException {
        byte[] sent = request.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(request);
        Optional<String> text = code == null
                ? Optional.empty()
                : Optional.of(new String(Files.readAllBytes(code), StandardCharsets.UTF_8));
        try (FileGrader grader = new FileGrader(format)) {
            FileGrader.Result result = grader.grade(sent, text);
            if (result instanceof FileGrader.Result.Refused refused) {
                System.err.println(refused.problem());
                return Offline.REFUSED;
            }
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            out.print(((FileGrader.Result.Graded) result).report());
            return Offline.GRADED;
        }
    }
}
