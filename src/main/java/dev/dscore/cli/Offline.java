package dev.dscore.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line: grades the requests of {@code POST /v1/grade} from files, without a network. */
@Command(
        name = "dscore",
        description = "Grades from files what POST /v1/grade grades. Without a command, the service is started.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {GradeCommand.class, BatchCommand.class})
public final class Offline {
    static final int GRADED = 0, REFUSED = 1, WRONG_USAGE = 2, FAILED = 3;
    static final String EXIT_CODES =
            "Exit codes: 0 graded, whatever the marks; 1 a request makes no sense, the problem is on standard error; "
                    + "2 wrong usage, or a file that cannot be read; 3 a fault of dscore.";
    static final String FORMATS = "json (default), text, markdown, html, gradescope, prairielearn, autolab or submitty";

    private Offline() {}

    /** Runs the command line and returns the exit code. */
    public static int run(String[] arguments) {
        // standard output is for the report
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        CommandLine line = new CommandLine(new Offline());
        line.setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("dscore: " + e);
            return e instanceof IOException ? WRONG_USAGE : FAILED;
        });
        return line.execute(arguments);
    }
}
