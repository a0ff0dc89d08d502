package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.app.Engines;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Coverage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The grader's verdicts on forms of which it is known whether they are right, counted. What is right must be called right with no
 * explanation; what is wrong must be called wrong, and explained only where a slip was planted. The counts of all dimensions
 * stand in target/trust.
 */
public final class Verdicts {
    static final Catalogue CATALOGUE = Engines.SHARED.catalogue();
    private static final int SHOWN = 25;

    public static final Evaluator EVALUATOR = Engines.SHARED.evaluator();
    public static final RandomInputs RANDOM = Engines.SHARED.random();
    static final GradientService SERVICE = Engines.SHARED.gradients();
    public static final Grader GRADER = Engines.SHARED.grader();

    /** Whether a wrong form has an explanation that is true. */
    enum Planted {
        /** Numbers were changed at will: any explanation is made up. */
        NOTHING,
        /** A slip of reasoning: it may be explained. */
        A_SLIP
    }

    private final String dimension;
    private int rightCalledRight, rightCalledWrong, wrongCalledRight, wrongCalledWrong, refused, madeUp, situations;
    // by situation and kind of failure
    private final Map<String, List<String>> failures = new LinkedHashMap<>();
    private @Nullable Situation current;
    private Grader.@Nullable Session session;

    Verdicts(String dimension) {
        this.dimension = dimension;
    }

    public static GradientService service(DerivativeTable table) {
        return Engines.with(table).gradients();
    }

    static FunctionDefinition catalogued(String name) {
        return CATALOGUE.find(name).orElseThrow().function();
    }

    /** The default tolerance for arrays that come in this type. */
    static Tolerance tolerance(String dtype) {
        return Tolerance.DEFAULT.widenedFor(dtype);
    }

    public static Submission arrays(Map<String, Tensor> gradients, Tolerance tolerance) {
        Map<String, Double> points = new LinkedHashMap<>();
        gradients.keySet().forEach(name -> points.put(name, 1.0));
        return new Submission(gradients, Optional.empty(), points, 0.5, tolerance, Map.of());
    }

    public static Submission code(String code, String... gradients) {
        Map<String, Double> points = new LinkedHashMap<>();
        for (String gradient : gradients) points.put(gradient, 1.0);
        return new Submission(Map.of(), Optional.of(code), points, 0.5, Tolerance.DEFAULT, Map.of());
    }

    void right(Situation situation, String gradient, String form, double... data) {
        right(situation, gradient, form, "float64", data);
    }

    void right(Situation situation, String gradient, String form, String dtype, double... data) {
        Map<String, Tensor> arrays = Map.of(gradient, situation.tensor(gradient, data));
        judge(situation, gradient + " " + form, arrays(arrays, tolerance(dtype)), true, Planted.NOTHING);
    }

    void wrong(Situation situation, String gradient, String form, Planted planted, double... data) {
        wrong(situation, gradient, form, "float64", planted, data);
    }

    void wrong(Situation situation, String gradient, String form, String dtype, Planted planted, double... data) {
        Map<String, Tensor> arrays = Map.of(gradient, situation.tensor(gradient, data));
        judge(situation, gradient + " " + form, arrays(arrays, tolerance(dtype)), false, planted);
    }

    void judge(Situation situation, String form, Submission submission, boolean right, Planted planted) {
        if (situation != current) {
            current = situation;
            session = GRADER.session(situation.function, situation.binding(), Coverage.EVERY_ENTRY);
            situations++;
        }
        Report report;
        try {
            report = session.grade(submission, Allowance.UNLIMITED);
        } catch (Exception | StackOverflowError e) {
            refused++;
            failed(situation, form, submission, (right ? "right" : "wrong") + " and refused: " + e);
            return;
        }
        boolean passed = report.marks().stream()
                .filter(mark -> mark.maxScore() > 0)
                .allMatch(mark -> mark.status().isRight());
        List<Mark> explained =
                report.marks().stream().filter(mark -> mark.mistake() != null).toList();
        if (right && passed) rightCalledRight++;
        if (right && !passed) rightCalledWrong++;
        if (!right && passed) wrongCalledRight++;
        if (!right && !passed) wrongCalledWrong++;
        if (right != passed) failed(situation, form, submission, verdict(right, report));
        if (!explained.isEmpty() && (right || planted == Planted.NOTHING)) {
            madeUp++;
            if (right == passed)
                failed(
                        situation,
                        form,
                        submission,
                        "made up: " + explained.get(0).message());
        }
    }

    private static String verdict(boolean right, Report report) {
        StringBuilder text = new StringBuilder(right ? "right and called" : "wrong and called");
        for (Mark mark : report.marks()) {
            text.append(" ").append(mark.name()).append(" ").append(mark.status());
            text.append(" (").append(mark.message()).append(")");
        }
        return text.toString();
    }

    private void failed(Situation situation, String form, Submission submission, String what) {
        StringBuilder text = new StringBuilder(form).append(": ").append(what);
        submission.gradients().forEach((name, tensor) -> {
            text.append("\n      submitted ").append(name).append(Situation.shown(tensor));
            text.append("\n      truth     ")
                    .append(situation.slopes(name).stream()
                            .limit(60)
                            .map(slope -> slope.kind() == dev.dscore.truth.Slope.Kind.SMOOTH
                                    ? String.valueOf(slope.value())
                                    : slope.toString())
                            .toList());
        });
        submission.code().ifPresent(code -> text.append("\n      code ").append(code.replace("\n", "; ")));
        text.append("\n      at ").append(situation.reproduction()).append("\n");
        String kind =
                situation + " " + form.split(" ")[0] + (what.startsWith("made up") ? " made up" : what.substring(0, 5));
        failures.computeIfAbsent(kind, key -> new ArrayList<>()).add(text.toString());
    }

    /** Fails where a verdict was wrong; prints the counts in either case. */
    void conclude(int leastForms) {
        String row = String.format(
                Locale.ROOT,
                "%-24s %10d %12d %12d %12d %12d %8d %8d",
                dimension,
                situations,
                rightCalledRight,
                rightCalledWrong,
                wrongCalledRight,
                wrongCalledWrong,
                refused,
                madeUp);
        write(row);
        // of each kind the first, of which there may be many more
        String shown = failures.values().stream()
                .limit(SHOWN)
                .map(kind -> kind.size() + " times " + kind.get(0))
                .collect(Collectors.joining("\n"));
        int misjudged = failures.values().stream().mapToInt(List::size).sum();
        assertThat(misjudged)
                .as("forms misjudged; of " + failures.size() + " kinds the first " + SHOWN
                        + ", all in target/trust-failures\n" + HEAD + "\n" + row + "\n" + shown)
                .isZero();
        assertThat(rightCalledRight + wrongCalledWrong).isGreaterThanOrEqualTo(leastForms);
    }

    private static final String HEAD = String.format(
            Locale.ROOT,
            "%-24s %10s %12s %12s %12s %12s %8s %8s",
            "",
            "situations",
            "right=right",
            "right=wrong",
            "wrong=right",
            "wrong=wrong",
            "refused",
            "made up");

    private synchronized void write(String row) {
        try {
            // a file a dimension: tests run in several processes
            String name = dimension.replace(' ', '-');
            Path counts = Files.createDirectories(Path.of("target/trust"));
            Path failed = Files.createDirectories(Path.of("target/trust-failures"));
            Files.writeString(counts.resolve(name + ".txt"), HEAD + "\n" + row + "\n");
            Files.writeString(
                    failed.resolve(name + ".txt"),
                    failures.values().stream().flatMap(List::stream).collect(Collectors.joining("\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println(HEAD + "\n" + row);
    }
}
