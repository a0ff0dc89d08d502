package dev.dscore.grade;

import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Diagnosis;
import dev.dscore.graph.Node;
import dev.dscore.lang.Stop;
import dev.dscore.nd4j.Evaluator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One submission, compared with the reference: the report on it. */
final class Grading {
    private final Comparison comparison;
    private final FollowThrough followThrough;
    private final Marking marking;
    private final OwnVariables ownVariables;

    /** @param beside for gradients without points */
    Grading(Evaluator evaluator, Comparison comparison, Diagnosis diagnosis, Allowance allowance, Allowance beside) {
        this.comparison = comparison;
        Yardsticks yardsticks =
                new Yardsticks(comparison.submission(), comparison.reference(), allowance.part(), beside);
        this.followThrough = new FollowThrough(evaluator, comparison, allowance.part());
        Explanations explanations =
                new Explanations(comparison, yardsticks, followThrough, diagnosis, diagnosis.effort(allowance));
        this.marking = new Marking(evaluator, comparison, yardsticks, followThrough, explanations);
        this.ownVariables = new OwnVariables(comparison, marking, followThrough, yardsticks);
    }

    /**
     * @param names of the gradients to be marked
     * @param unproven why others that were submitted are not marked, by name
     */
    Report report(Set<String> names, Map<String, String> unproven) {
        long start = System.nanoTime();
        List<String> inOrder = names.stream()
                .sorted(Comparator.comparingInt(
                        name -> comparison.backward().named(name).id()))
                .toList();
        Map<String, Mark> marks = new HashMap<>();
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : inOrder) {
            Mark mark = marking.of(name);
            marks.put(name, mark);
            Optional<String> evidence = ownVariables.evidence(mark, names);
            boolean value = comparison.isValue(name);
            if (evidence.isPresent()) variables.put(name, evidence.get());
            else if (!value
                    && mark.distance() != null
                    && !mark.status().isRight()
                    && isHandedOn(comparison.backward().named(name)))
                followThrough.add(name, comparison.inFull(name), isMeant(mark));
        }
        List<Mark> listed = new ArrayList<>();
        for (String name : names) if (!variables.containsKey(name)) listed.add(marks.get(name));
        inOrder = inOrder.stream().filter(name -> !variables.containsKey(name)).toList();
        List<Ignored> ignored = new ArrayList<>(comparison.ignored());
        variables.forEach((name, message) -> ignored.add(new Ignored(name, message)));
        double score = listed.stream().mapToDouble(Mark::score).sum();
        double most = listed.stream().mapToDouble(Mark::maxScore).sum();
        boolean passed = listed.stream().allMatch(mark -> mark.status().isRight() || mark.maxScore() == 0) && most > 0;
        String firstError = firstError(inOrder, marks);
        return new Report(
                score,
                most,
                passed,
                firstError,
                listed,
                inOrder,
                listing(firstError),
                comparison.run().flatMap(SubmittedCode::failure).map(SubmittedCode.Failure::stopped),
                comparison.run().flatMap(SubmittedCode::failure).map(SubmittedCode.Failure::inOutline),
                listed.stream().noneMatch(this::isCutShort),
                ignored,
                unproven.entrySet().stream()
                        .map(entry -> new Unproven(entry.getKey(), entry.getValue()))
                        .toList(),
                comparison.run().map(SubmittedCode::warnings).orElse(List.of()),
                comparison.reference().verified().check(),
                comparison.reference().verified().timing().withDiagnose(System.nanoTime() - start));
    }

    private boolean isMeant(Mark mark) {
        return mark.maxScore() > 0
                || mark.mistake() != null
                || mark.status() == Status.FOLLOWS
                || followThrough.own().containsKey(mark.name());
    }

    // a gradient that is a number, as dloss is 1, is the same node as that number wherever a formula has it
    private static boolean isHandedOn(Node gradient) {
        return !(gradient instanceof Node.Constant || gradient instanceof Node.AxisSize);
    }

    // where every point is got, nothing that carries none is an error; a name is no error before all others that may be
    // a
    // variable of the submission's own
    private @Nullable String firstError(List<String> inOrder, Map<String, Mark> marks) {
        boolean lost = marks.values().stream()
                .anyMatch(mark -> mark.maxScore() > 0
                        && !mark.status().isRight()
                        && mark.status().isGraded());
        if (!lost) return null;
        List<String> wrong = inOrder.stream()
                .filter(name -> marks.get(name).status().isWrongOnItsOwn())
                .toList();
        return wrong.stream()
                .filter(name -> isMeant(marks.get(name)) || !isDoubtful(name, wrong, marks))
                .findFirst()
                .or(() -> wrong.stream().findFirst())
                .orElse(null);
    }

    // whether a later gradient has numbers that do not follow from it
    private boolean isDoubtful(String name, List<String> wrong, Map<String, Mark> marks) {
        return wrong.stream()
                .anyMatch(later -> marks.get(later).status() == Status.WRONG
                        && !comparison.isValue(later)
                        && followThrough.isNeeded(name, later));
    }

    private Optional<Listing> listing(@Nullable String firstError) {
        return comparison.submission().code().flatMap(code -> comparison.run().map(ran -> {
            Optional<Integer> failed =
                    ran.failure().filter(failure -> failure.call().isEmpty()).map(SubmittedCode.Failure::line);
            Integer wrong = firstError == null ? null : ran.lines().get(firstError);
            return new Listing(code, failed.or(() -> Optional.ofNullable(wrong)));
        }));
    }

    // points that a limit of ours costs, and nothing that the student wrote
    private boolean isCutShort(Mark mark) {
        return mark.status() == Status.FAILED
                && mark.maxScore() > 0
                && comparison
                        .failureBefore(mark.name())
                        .filter(failure -> failure.stop() == Stop.LIMIT)
                        .isPresent();
    }
}
