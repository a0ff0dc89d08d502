package dev.dscore.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Grades every request in a directory. */
@Command(
        name = "batch",
        description = "Grades every .json of a directory; the reports go to another, under the same names.",
        footer = Offline.EXIT_CODES,
        mixinStandardHelpOptions = true)
final class BatchCommand implements Callable<Integer> {
    private static final int WIDTH = 40;

    @Parameters(paramLabel = "REQUESTS", description = "A directory of files as grade takes them.")
    private Path requests = Path.of(".");

    @Option(
            names = "--output",
            paramLabel = "DIRECTORY",
            description = "Where the reports go; by default REQUESTS/results.")
    private @Nullable Path output;

    @Option(names = "--format", description = Offline.FORMATS)
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
        try (FileGrader grader = new FileGrader(format)) {
            ExecutorService threads = Executors.newFixedThreadPool(grader.cores());
            for (Path file : files) {
                threads.execute(() -> {
                    if (!isGraded(grader, file, results)) refused.incrementAndGet();
                    printProgress(done.incrementAndGet(), files.size());
                });
            }
            threads.shutdown();
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
        System.err.println((done.get() - refused.get()) + " graded, " + refused + " refused");
        return refused.get() == 0 ? Offline.GRADED : Offline.REFUSED;
    }

    private static boolean isGraded(FileGrader grader, Path file, Path results) {
        Path result = results.resolve(file.getFileName());
        try {
            FileGrader.Result graded = grader.grade(Files.readAllBytes(file), Optional.empty());
            if (graded instanceof FileGrader.Result.Refused refused) {
                Files.writeString(result, refused.problem() + "\n");
                System.err.println(file.getFileName() + ": " + refused.problem());
                return false;
            }
            Files.writeString(result, ((FileGrader.Result.Graded) graded).report());
            return true;
        } catch (IOException e) {
            System.err.println(file.getFileName() + ": " + e);
            return false;
        }
    }

    private static void printProgress(int done, int all) {
        if (System.console() == null) return;
        int filled = WIDTH * done / all;
        System.err.print("\r[" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] " + done + " of " + all
                + (done == all ? "\n" : ""));
    }
}
