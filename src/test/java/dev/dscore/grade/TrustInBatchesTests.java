package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Check;
import dev.dscore.verify.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Submissions of every kind, good and bad, in every order of four: each is graded as it is alone. */
class TrustInBatchesTests {
    private static final Tensor X = Tensor.matrix(new double[] {0.5, -0.25}, new double[] {0, 1}, new double[] {0, 0});
    private static final Map<String, Tensor> INPUTS = Map.of(
            "X", X, "W", Tensor.matrix(new double[] {1, -0.5}, new double[] {0.25, 0.75}), "y", Tensor.vector(0, 1, 1));

    private static final Situation ORDINARY = new Situation(
            "an ordinary class",
            Situation.define(
                    "X N D, W D C, y N below C",
                    "loss",
                    "score = X @ W",
                    "M = np.exp(score)",
                    "root = X ** 2",
                    "loss = np.mean(logsumexp(score, axis=1) - score[range(N), y]) + 0.25 * np.sum(M) + np.sum(root)"),
            INPUTS,
            Map.of());

    // M is a mask, and root has no derivative at the zeros of X: neither's gradient is asked for
    private static final Situation WITH_UNPROVEN = new Situation(
            "a class with intermediates that cannot be proven",
            Situation.define(
                    "X N D, W D C, y N below C",
                    "loss",
                    "score = X @ W",
                    "M = score > 0",
                    "root = np.sqrt(np.abs(X))",
                    "loss = np.mean(logsumexp(score, axis=1) - score[range(N), y]) + 0.25 * np.sum(score * M)"
                            + " + 0 * np.sum(root)"),
            INPUTS,
            Map.of());

    static List<Situation> situations() {
        return List.of(ORDINARY, WITH_UNPROVEN);
    }

    private static Map<String, Submission> submissions(Situation situation) {
        String dscore = "dscore = (softmax(score, axis=1) - one_hot(y, C)) / N + 0.25 * "
                + (situation == ORDINARY ? "M" : "(score > 0)");
        Tensor right = situation.tensor("dW", situation.right("dW"));
        double[] twice = Arrays.stream(right.data()).map(entry -> 2 * entry).toArray();
        double[] broken = right.data().clone();
        broken[1] = Double.NaN;
        Map<String, Submission> all = new LinkedHashMap<>();
        all.put("right", arrays("dW", right));
        all.put("wrong", arrays("dW", new Tensor(right.shape(), twice)));
        all.put("stops", code(dscore, "G = undefined + 1", "dW = X.T @ dscore"));
        all.put("odd names", code(dscore, "droot = X", "dfoo = 3", "loss = 7", "dW = X.T @ dscore"));
        all.put("not a number", arrays("dW", new Tensor(right.shape(), broken)));
        all.put("assigns an intermediate", code(dscore, "dM = 0.25 * score", "dW = X.T @ dscore"));
        all.put("wrong shape", arrays("dW", Tensor.vector(1, 2, 3)));
        if (situation == WITH_UNPROVEN) all.put("does not parse", code(dscore, "dW = X.T @ (dscore"));
        return all;
    }

    private static Submission arrays(String name, Tensor tensor) {
        return new Submission(
                Map.of(name, tensor), Optional.empty(), Map.of("dW", 4.0), 0.5, Tolerance.DEFAULT, Map.of());
    }

    private static Submission code(String... lines) {
        return new Submission(
                Map.of(), Optional.of(String.join("\n", lines)), Map.of("dW", 4.0), 0.5, Tolerance.DEFAULT, Map.of());
    }

    @ParameterizedTest
    @MethodSource("situations")
    void everyOneIsGradedAsItIsAlone(Situation situation) {
        Map<String, Submission> submissions = submissions(situation);
        Map<String, String> alone = new LinkedHashMap<>();
        submissions.forEach((kind, submission) -> alone.put(kind, graded(session(situation), submission)));
        List<String> kinds = List.copyOf(submissions.keySet()), failures = new ArrayList<>();
        int orders = 0;
        for (List<String> order : ordersOfFour(kinds)) {
            orders++;
            Grader.Session session = session(situation);
            for (String kind : order) {
                String report = graded(session, submissions.get(kind));
                if (!report.equals(alone.get(kind))) {
                    failures.add(kind + " in the order " + order + "\n  in the batch: " + report + "\n  alone:        "
                            + alone.get(kind));
                }
            }
        }
        System.out.printf("batches: %d orders, %d reports, %d not as alone%n", orders, 4 * orders, failures.size());
        assertThat(failures.size())
                .as(String.join("\n", failures.subList(0, Math.min(12, failures.size()))))
                .isZero();
        assertThat(orders).isGreaterThanOrEqualTo(7 * 6 * 5 * 4);
    }

    @ParameterizedTest
    @MethodSource("situations")
    void aloneEachGetsItsVerdict(Situation situation) {
        Map<String, Status> verdicts = new TreeMap<>();
        submissions(situation).forEach((kind, submission) -> verdicts.put(kind, status(situation, submission)));
        Map<String, Status> expected = new TreeMap<>(Map.of(
                "right", Status.CORRECT,
                "wrong", Status.WRONG,
                "stops", Status.FAILED,
                "odd names", Status.CORRECT,
                "not a number", Status.NOT_FINITE,
                "assigns an intermediate", Status.CORRECT,
                "wrong shape", Status.WRONG_SHAPE,
                "does not parse", Status.FAILED));
        expected.keySet().retainAll(verdicts.keySet());
        assertThat(verdicts).as(situation.reproduction()).isEqualTo(expected);
    }

    private static Status status(Situation situation, Submission submission) {
        try {
            return session(situation).grade(submission).marks().stream()
                    .filter(mark -> mark.name().equals("dW"))
                    .findFirst()
                    .orElseThrow()
                    .status();
        } catch (Exception e) {
            throw new AssertionError("refused: " + e, e);
        }
    }

    private static Grader.Session session(Situation situation) {
        return Verdicts.GRADER.session(situation.function, situation.binding(), Coverage.EVERY_ENTRY);
    }

    private static List<List<String>> ordersOfFour(List<String> kinds) {
        List<List<String>> orders = new ArrayList<>(List.of(List.of()));
        for (int length = 0; length < 4; length++) {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> order : orders) {
                for (String kind : kinds) {
                    if (order.contains(kind)) continue;
                    List<String> next = new ArrayList<>(order);
                    next.add(kind);
                    longer.add(next);
                }
            }
            orders = longer;
        }
        return orders;
    }

    /** Every field but the time it took. */
    private static String graded(Grader.Session session, Submission submission) {
        Report report;
        try {
            report = session.grade(submission);
        } catch (Exception e) {
            return "refused: " + e;
        }
        StringBuilder text = new StringBuilder();
        text.append(report.score()).append(" of ").append(report.maxScore()).append(" ");
        text.append(report.passed()).append(" ").append(report.firstError()).append(" ");
        text.append(report.backward()).append(report.listing()).append(report.warnings());
        text.append(report.stopped()).append(report.ignored()).append(report.unproven());
        text.append(shown(report.check()));
        for (Mark mark : report.marks()) {
            text.append("; ").append(mark.name()).append(" ").append(mark.status());
            text.append(" ").append(mark.score()).append("/").append(mark.maxScore());
            text.append(" ").append(mark.message()).append(" ").append(mark.declared());
            text.append(" ").append(mark.submitted()).append(" ").append(mark.reference());
            text.append(" ").append(mark.mistake()).append(" ").append(shown(mark.distance()));
        }
        return text.toString();
    }

    private static String shown(Check check) {
        return check.passed() + " " + check.entriesChecked() + " " + check.entries() + " "
                + check.entriesNotDifferentiable() + " "
                + new TreeMap<>(check.byGradient()).keySet();
    }

    private static String shown(@Nullable Distance distance) {
        if (distance == null) return "";
        return distance.relativeError() + " " + distance.difference() + " " + distance.maxAbsoluteError() + " "
                + distance.allclose() + " " + distance.ratio() + " " + distance.cosine() + " "
                + distance.entriesWrong() + " " + distance.worst();
    }
}
