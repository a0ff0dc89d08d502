package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.diagnosis.Diagnosis;
import dev.dscore.lang.Stop;
import dev.dscore.nd4j.Evaluator;
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
    private final Scales scales;

    /**
     * @param beside for gradients without points
     * @param names of the gradients to be marked
     */
    static Grading of(
            Evaluator evaluator,
            Comparison comparison,
            Diagnosis diagnosis,
            Allowance allowance,
            Allowance beside,
            Set<String> names) {
        Parts parts = new Parts(allowance.part(), beside, allowance.part(), diagnosis.effort(allowance));
        Grading grading = new Grading(evaluator, comparison, diagnosis, parts);
        Map<String, Scales.Scale> scales = grading.scales.found(names);
        if (scales.isEmpty()) return grading;
        return new Grading(evaluator, Scales.unscaled(comparison, scales), diagnosis, parts);
    }

    /** Parts of the request's allowance. */
    private record Parts(Allowance pointed, Allowance beside, Allowance followThrough, Allowance explanations) {}

    private Grading(Evaluator evaluator, Comparison comparison, Diagnosis diagnosis, Parts parts) {
        this.comparison = comparison;
        Yardsticks yardsticks =
                new Yardsticks(comparison.submission(), comparison.reference(), parts.pointed(), parts.beside());
        this.followThrough = new FollowThrough(evaluator, comparison, parts.followThrough());
        Explanations explanations =
                new Explanations(comparison, yardsticks, followThrough, diagnosis, parts.explanations());
        this.marking = new Marking(evaluator, comparison, yardsticks, explanations);
        this.ownVariables = new OwnVariables(comparison, marking, followThrough);
        this.scales = new Scales(comparison, marking, followThrough);
    }

    /**
     * @param names of the gradients to be marked
     * @param unproven why others that were submitted are not marked, by name
     */
    Report report(Set<String> names, Map<String, String> unproven) {
        long start = System.nanoTime();
        List<String> inOrder = names.stream()
                .sorted(Comparator.comparingInt((String name) ->
                                comparison.backward().named(name).id())
                        // dpred and ddiff of pred - y are one node; the gradient of the later value comes first
                        .thenComparing(Comparator.comparingInt(this::forwardId).reversed()))
                .toList();
        Map<String, String> culprits = culprits(inOrder);
        Map<String, Mark> marks = new HashMap<>();
        for (String name : inOrder) {
            Mark mark = marking.of(name, culprits.get(name), start(name, culprits));
            if (mark.mistake() != null) followThrough.addMeant(name);
            marks.put(name, mark);
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (String name : inOrder) {
            if (culprits.containsValue(name)) continue;
            ownVariables.evidence(marks.get(name), names).ifPresent(sentence -> variables.put(name, sentence));
        }
        marks.keySet().removeAll(variables.keySet());
        List<String> marked = inOrder.stream().filter(marks::containsKey).toList();
        List<Mark> listed = names.stream()
                .filter(marks::containsKey)
                .map(name -> asSubmitted(marks.get(name)))
                .toList();
        double score = listed.stream().mapToDouble(Mark::score).sum();
        double most = listed.stream().mapToDouble(Mark::maxScore).sum();
        boolean passed = listed.stream().allMatch(mark -> mark.status().isRight() || mark.maxScore() == 0) && most > 0;
        String firstError = firstError(marked, marks);
        return new Report(
                score,
                most,
                passed,
                firstError,
                listed,
                marked,
                listing(firstError),
                comparison.run().flatMap(SubmittedCode::failure).map(SubmittedCode.Failure::stopped),
                comparison.run().flatMap(SubmittedCode::failure).map(SubmittedCode.Failure::inOutline),
                listed.stream().noneMatch(this::isCutShort),
                comparison.ignored(variables),
                unproven.entrySet().stream()
                        .map(entry -> new Unproven(entry.getKey(), entry.getValue()))
                        .toList(),
                comparison.run().map(SubmittedCode::warnings).orElse(List.of()),
                comparison.reference().verified().check(),
                comparison.reference().verified().timing().withDiagnose(System.nanoTime() - start));
    }

    private int forwardId(String name) {
        String value = comparison.isValue(name) ? name : Grader.valueOf(name);
        return comparison.function().graph().named(value).id();
    }

    // for each wrong gradient that follows from an earlier wrong value, the name of that value
    private Map<String, String> culprits(List<String> inOrder) {
        Map<String, String> culprits = new HashMap<>();
        for (String name : inOrder) {
            if (!isOfWrongNumbers(name)) {
                if (isRight(name)) followThrough.addRight(name);
                continue;
            }
            Tensor submitted = comparison.inFull(name);
            FollowThrough.Following following = followThrough.following(name, submitted);
            if (following != null) culprits.put(name, following.culprit());
            if (FollowThrough.isHandedOn(comparison.backward().named(name)))
                followThrough.add(name, following == null ? name : following.gradient(), submitted);
            if (following != null || comparison.submission().carriesPoints(name)) followThrough.addMeant(name);
        }
        culprits.values().forEach(followThrough::addMeant);
        return culprits;
    }

    private boolean isRight(String name) {
        try {
            return !comparison.isValue(name) && marking.isRight(name);
        } catch (SpentException e) {
            return false;
        }
    }

    // the first value of the chain of wrong values that a gradient follows from
    private static @Nullable String start(String name, Map<String, String> culprits) {
        String start = culprits.get(name);
        while (start != null && culprits.containsKey(start)) start = culprits.get(start);
        return start;
    }

    private boolean isOfWrongNumbers(String name) {
        try {
            return marking.isOfWrongNumbers(name);
        } catch (SpentException e) {
            if (comparison.submission().carriesPoints(name)) throw e;
            return false;
        }
    }

    // of a multiple of the gradient, in the numbers that were submitted
    private Mark asSubmitted(Mark mark) {
        Scales.Scale scale = comparison.scales().get(mark.name());
        return scale == null ? mark : mark.times(scale, comparison.sent(mark.name()));
    }

    // where every point is got there is no first error; what a later gradient contradicts comes after the others
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
                .filter(name -> comparison.submission().carriesPoints(name)
                        || followThrough.isMeant(name)
                        || !isContradicted(name, inOrder))
                .findFirst()
                .or(() -> wrong.stream().findFirst())
                .orElse(null);
    }

    private boolean isContradicted(String name, List<String> marked) {
        try {
            return marking.isOfWrongNumbers(name)
                    && marked.stream().anyMatch(later -> ownVariables.contradicts(name, later));
        } catch (SpentException e) {
            return false;
        }
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
