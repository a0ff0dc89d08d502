package dev.dscore.benchmark;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Prints the figures of docs/performance.md, as ratios within one run: {@code mvn -Pbenchmark test-compile exec:exec}. */
public final class Figures {
    private static final List<String> SOFTMAX = List.of(
            "softmax: N=5 D=4 C=3",
            "softmax: N=50 D=20 C=10",
            "softmax: N=100 D=200 C=10",
            "softmax: N=500 D=3073 C=10");
    private static final List<String> OTHERS =
            List.of("two-layer-net: N=100 D=50 H=30 C=10", "batchnorm: N=200 D=100", "attention: T=32 S=32 D=64 E=64");
    private static final List<String> GROWING = List.of(
            "softmax: N=50 D=50 C=10",
            "softmax: N=50 D=200 C=10",
            "softmax: N=100 D=400 C=10",
            "softmax: N=200 D=800 C=10",
            "softmax: N=400 D=1600 C=10",
            "softmax: N=800 D=3200 C=10");

    private Figures() {}

    public static void main(String[] arguments) throws Exception {
        System.out.print(softmax() + others() + growing());
    }

    private static String softmax() throws Exception {
        Map<String, Double> check = run("check", SOFTMAX), unit = run("forwardAndBackward", SOFTMAX);
        StringBuilder table = new StringBuilder(
                "\n| softmax N × D × C | entries | every entry, ms | forward + backward on ND4J, ms | ratio |\n|---|---|---|---|---|\n");
        for (String problem : SOFTMAX) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.3g | %.3g | %.3g |%n",
                    sizes(problem),
                    new Problem("softmax", problem.split(": ")[1]).entries(),
                    check.get(problem) / 1e3,
                    unit.get(problem) / 1e3,
                    check.get(problem) / unit.get(problem)));
        }
        return table.toString();
    }

    private static String others() throws Exception {
        Map<String, Double> check = run("check", OTHERS), evaluation = run("evaluation", OTHERS);
        StringBuilder table = new StringBuilder(
                "\n| function | entries | every entry, ms | a loop over the entries, ms | loop / dscore |\n|---|---|---|---|---|\n");
        for (String problem : OTHERS) {
            long entries = new Problem(problem.split(": ")[0], problem.split(": ")[1]).entries();
            double loop = 2 * entries * evaluation.get(problem);
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.3g | %.3g | %.3g |%n",
                    problem.replace(":", ""),
                    entries,
                    check.get(problem) / 1e3,
                    loop / 1e3,
                    loop / check.get(problem)));
        }
        return table.toString();
    }

    private static String growing() throws Exception {
        Map<String, Double> check = run("check", GROWING);
        StringBuilder table = new StringBuilder(
                "\n| softmax N × D × C | entries × touched scores | every entry, ms | ns for each |\n|---|---|---|---|\n");
        for (String problem : GROWING) {
            int[] n = java.util.Arrays.stream(
                            problem.replaceAll("[^0-9 ]", "").strip().split(" +"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            // an entry of X touches a row of scores, one of W a column, one of b a column
            double touched = (double) n[0] * n[1] * n[2] + (double) n[1] * n[2] * n[0] + n[2] * n[0];
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f | %.3g | %.3g |%n",
                    sizes(problem),
                    touched,
                    check.get(problem) / 1e3,
                    1e3 * check.get(problem) / touched));
        }
        return table.toString();
    }

    private static String sizes(String problem) {
        return problem.replaceAll("[^0-9 ]", "").strip().replace(" ", " × ");
    }

    // microseconds by problem
    private static Map<String, Double> run(String method, List<String> problems) throws RunnerException {
        List<String> parameters = new ArrayList<>(problems);
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(EngineBenchmark.class.getName() + "." + method + "$")
                        .param("problem", parameters.toArray(String[]::new))
                        .build())
                .run();
        Map<String, Double> times = new HashMap<>();
        for (RunResult result : results)
            times.put(
                    result.getParams().getParam("problem"),
                    result.getPrimaryResult().getScore());
        return times;
    }
}
