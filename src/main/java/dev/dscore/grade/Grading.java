package dev.dscore.grade;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.diagnosis.Diagnosis;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.diagnosis.Yardstick;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.BackwardPass;
import dev.dscore.verify.Precision;
import dev.dscore.verify.Proof;
import dev.dscore.verify.RoundingEstimate;
import dev.dscore.verify.Tie;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One submission, held against the reference. */
final class Grading {
    // the weights of a tie's direction are measured
    private static final double WEIGHT_ERROR = 0x1p-26;

    // an entry of which rounding may be more than this part tells nothing of a slip
    private static final double TELLING = 0x1p-3;

    private final Evaluator evaluator;
    private final Function function;
    private final Binding binding;
    private final Submission submission;
    private final Optional<SubmittedCode> run;
    private final Map<String, Optional<String>> causes;
    private final Reference reference;
    private final Diagnosis diagnosis;
    // for what is known of gradients with and without points, for follow-through, and for the explanations
    private final Allowance estimates, beside, following, effort;
    private final Graph backward;
    private @Nullable Map<Node, Tensor> forward;
    // the student's own values, where they are wrong
    private final Map<String, Tensor> own = new LinkedHashMap<>();
    private final Map<String, Yardstick> yardsticks = new HashMap<>();

    /**
     * @param causes of what the code computed and is not finite
     * @param beside for gradients without points
     */
    Grading(
            Evaluator evaluator,
            Function function,
            Binding binding,
            Submission submission,
            Optional<SubmittedCode> run,
            Map<String, Optional<String>> causes,
            Reference reference,
            Diagnosis diagnosis,
            Allowance allowance,
            Allowance beside) {
        this.evaluator = evaluator;
        this.run = run;
        this.causes = causes;
        this.function = function;
        this.binding = binding;
        this.submission = submission;
        this.reference = reference;
        this.diagnosis = diagnosis;
        this.estimates = allowance.part();
        this.beside = beside;
        this.following = allowance.part();
        this.effort = diagnosis.effort(allowance);
        this.backward = reference.backward();
    }

    /**
     * @param names of the gradients to be marked
     * @param unproven why others that were submitted are not marked, by name
     */
    Report report(Set<String> names, Map<String, String> unproven) {
        long start = System.nanoTime();
        List<String> inOrder = names.stream()
                .sorted(Comparator.comparingInt(name -> backward.named(name).id()))
                .toList();
        Map<String, Mark> marks = new HashMap<>();
        for (String name : inOrder) {
            Mark mark = marked(name);
            marks.put(name, mark);
            if (mark.distance() != null && !mark.status().isRight() && isHandedOn(backward.named(name)))
                own.put(name, inFull(name));
        }
        List<Mark> listed = new ArrayList<>();
        for (String name : names) listed.add(marks.get(name));
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
                run.flatMap(SubmittedCode::failure)
                        .map(failure -> new Stopped(failure.line(), failure.text(), failure.sentence())),
                ignored(),
                unproven.entrySet().stream()
                        .map(entry -> new Unproven(entry.getKey(), entry.getValue()))
                        .toList(),
                run.map(SubmittedCode::warnings).orElse(List.of()),
                reference.verified().check(),
                reference.verified().timing().withDiagnose(System.nanoTime() - start));
    }

    // a gradient that is a number, as dloss is 1, is the same node as that number wherever a formula has it
    private static boolean isHandedOn(Node gradient) {
        return !(gradient instanceof Node.Constant || gradient instanceof Node.AxisSize);
    }

    // where every point is got, nothing that carries none is an error
    private static @Nullable String firstError(List<String> inOrder, Map<String, Mark> marks) {
        boolean lost = marks.values().stream()
                .anyMatch(mark -> mark.maxScore() > 0
                        && !mark.status().isRight()
                        && mark.status().isGraded());
        if (!lost) return null;
        return inOrder.stream()
                .filter(name -> marks.get(name).status().isWrongOnItsOwn())
                .findFirst()
                .orElse(null);
    }

    private List<Ignored> ignored() {
        List<Ignored> ignored = new ArrayList<>(submission.reading().ignored());
        run.ifPresent(ran -> ran.ignored().forEach((name, message) -> ignored.add(new Ignored(name, message))));
        return ignored;
    }

    private Optional<Listing> listing(@Nullable String firstError) {
        return submission
                .code()
                .flatMap(code -> run.map(ran -> {
                    Optional<Integer> failed = ran.failure().map(SubmittedCode.Failure::line);
                    Integer wrong = firstError == null ? null : ran.lines().get(firstError);
                    return new Listing(code, failed.or(() -> Optional.ofNullable(wrong)));
                }));
    }

    // a gradient without points for which there is no allowance left costs no other its mark
    private Mark marked(String name) {
        try {
            return mark(name);
        } catch (SpentException e) {
            if (submission.points().containsKey(name)) throw e;
            return mark(name, Status.UNDETERMINED, undetermined(e.getMessage()), null, null);
        }
    }

    private static String undetermined(String reason) {
        return "This gradient cannot be graded at these inputs: " + reason + ".";
    }

    private Mark mark(String name) {
        Tensor right = reference.of(name);
        String unreadable = submission.reading().unreadable().get(name);
        if (unreadable != null) return mark(name, Status.UNREADABLE, unreadable, null, null);
        if (isStoppedBefore(name))
            return failed(name, run.flatMap(SubmittedCode::failure).orElseThrow());
        Tensor submitted = submission.gradients().get(name);
        if (submitted == null) return missing(name);
        if (!Arrays.equals(submitted.shape(), right.shape())) {
            Shape declared = function.graph().named(Grader.valueOf(name)).shape();
            String message = new ShapeArgument(binding.inputs().lengths())
                    .of(name, submitted.shape(), Grader.valueOf(name), declared, right.shape());
            return mark(name, Status.WRONG_SHAPE, message, null, null);
        }
        Proof proof = reference.proof(name);
        if (!proof.isUsable()) {
            return mark(name, Status.UNDETERMINED, undetermined(Reference.reason(proof)), null, null);
        }
        int notFinite = firstNotFinite(submitted, proof);
        if (notFinite >= 0) {
            String message = notFinite(name, submitted, notFinite);
            return mark(name, Status.NOT_FINITE, message, null, null);
        }
        boolean[] accepted = yardstick(name).accepted(submitted, right);
        proof.undetermined().keySet().forEach(position -> accepted[position] = true);
        boolean regular = isAll(accepted);
        acceptAtKinks(name, submitted, accepted);
        String untied = regular || isAll(accepted) ? disputedTie(name, accepted) : null;
        Distance distance = Distance.between(submitted, right, accepted);
        if (regular && untied == null) return mark(name, Status.CORRECT, right(proof), distance, null);
        if (isAll(accepted)) {
            String message = "Right: where it differs the function has a kink, and each entry lies between its slopes.";
            return mark(name, Status.NOT_DIFFERENTIABLE, message, distance, null);
        }
        String culprit = follows(name);
        if (culprit != null) {
            String message = "Right given your " + culprit + ": the error is in " + culprit + ", not here.";
            return mark(name, Status.FOLLOWS, message, distance, null);
        }
        if (untied != null) return mark(name, Status.WRONG, untied, distance, null);
        return wrong(name, submitted, right, distance);
    }

    private static String right(Proof proof) {
        int open = proof.undetermined().size();
        if (open == 0) return "Right.";
        return "Right; " + open + " of " + proof.gradient().size() + " entries cannot be determined and "
                + (open == 1 ? "is" : "are") + " left out.";
    }

    private static boolean isAll(boolean[] accepted) {
        for (boolean one : accepted) if (!one) return false;
        return true;
    }

    private Yardstick yardstick(String name) {
        Tolerance tolerance = submission.toleranceOf(name);
        return yardsticks.computeIfAbsent(
                name,
                known -> new Yardstick(tolerance, reference.rounding(name, tolerance.precision()), allowanceOf(name)));
    }

    private Allowance allowanceOf(String name) {
        return submission.points().containsKey(name) ? estimates : beside;
    }

    private List<Tensor> candidates(String name) {
        return reference.claim(name).candidates().computed(allowanceOf(name));
    }

    /**
     * Accepts what is right at a kink: what lies between the one-sided derivatives, and what the chain rule gives with one
     * convention for every kink.
     */
    private void acceptAtKinks(String name, Tensor submitted, boolean[] accepted) {
        if (isAll(accepted)) return;
        if (reference.proof(name).reachesKinks()) {
            acceptZeros(name, submitted, accepted);
            acceptBetweenSlopes(name, submitted, accepted);
        }
        if (submission.toleranceOf(name).precision() != Precision.FLOAT64)
            acceptWithinRounding(name, submitted, accepted);
        Set<Integer> disputed = new TreeSet<>(reference.proof(name).intervals().keySet());
        reference.ties(name).stream()
                .flatMap(tie -> tie.parts().getOrDefault(name, List.of()).stream())
                .forEach(part -> disputed.add(part.position()));
        disputed.removeIf(position -> accepted[position]);
        if (disputed.isEmpty()) return;
        double largest = Yardstick.largest(reference.of(name));
        for (Tensor convention : candidates(name)) {
            boolean agrees = disputed.stream().allMatch(position -> {
                double sent = submitted.data()[position], right = convention.data()[position];
                return Math.abs(sent - right) <= yardstick(name).marginAtKink(position, right, largest);
            });
            if (!agrees) continue;
            disputed.forEach(position -> accepted[position] = true);
            return;
        }
    }

    // what cancels under one convention and is nothing under another
    private void acceptZeros(String name, Tensor submitted, boolean[] accepted) {
        double[] right = reference.of(name).data();
        for (int i = 0; i < accepted.length; i++) {
            if (!accepted[i]) {
                accepted[i] = Math.abs(submitted.data()[i] - right[i])
                        <= yardstick(name).explainedAtKink(i);
            }
        }
    }

    private void acceptBetweenSlopes(String name, Tensor submitted, boolean[] accepted) {
        double largest = Yardstick.largest(reference.of(name));
        reference.proof(name).intervals().forEach((position, interval) -> {
            if (accepted[position]) return;
            double entry = submitted.data()[position],
                    most = Math.max(Math.abs(interval.low()), Math.abs(interval.high()));
            double size = Math.min(Math.abs(entry), most);
            accepted[position] = interval.holds(entry, yardstick(name).margin(position, size, largest))
                    || interval.holds(entry, yardstick(name).marginAtKink(position, size, largest));
        });
    }

    // in a short type a value may stand on a kink, or beyond it, that is beside it in float64
    private void acceptWithinRounding(String name, Tensor submitted, boolean[] accepted) {
        Precision precision = submission.toleranceOf(name).precision();
        double largest = Yardstick.largest(reference.of(name));
        List<Tensor> conventions = reference.conventions(name, precision, allowanceOf(name)),
                inFull = reference.conventions(name, Precision.FLOAT64, allowanceOf(name));
        for (int i = 0; i < accepted.length; i++) {
            // what float64 decides, a shorter type decides no otherwise
            if (accepted[i] || isAlike(conventions, inFull, i)) continue;
            int position = i;
            DoubleSummaryStatistics of = conventions.stream()
                    .mapToDouble(convention -> convention.data()[position])
                    .filter(Double::isFinite)
                    .summaryStatistics();
            if (of.getCount() == 0) continue;
            double entry = submitted.data()[i], size = Math.max(Math.abs(of.getMin()), Math.abs(of.getMax()));
            double margin = yardstick(name).marginAtKink(i, Math.min(Math.abs(entry), size), largest);
            accepted[i] = entry >= of.getMin() - margin && entry <= of.getMax() + margin;
        }
    }

    private static boolean isAlike(List<Tensor> some, List<Tensor> others, int position) {
        for (int i = 0; i < some.size(); i++) {
            if (Double.compare(some.get(i).data()[position], others.get(i).data()[position]) != 0) return false;
        }
        return true;
    }

    /**
     * What is said where the entries of a tie do not share the gradient of its maximum, or null. A tie that spans several
     * gradients is judged with the last of them.
     *
     * @param accepted gets false for the entries of such a tie
     */
    private @Nullable String disputedTie(String name, boolean[] accepted) {
        String message = null;
        for (Tie tie : reference.ties(name)) {
            if (!name.equals(last(tie.parts().keySet())) || !isDisputed(tie, name)) continue;
            for (Tie.Part part : tie.parts().get(name)) accepted[part.position()] = false;
            if (message == null) {
                message = "Entries that tie share one gradient, whatever their shares are: " + listed(tie)
                        + (tie.isEven() ? "" : ", each by how it moves the tie,")
                        + (tie.crosses()
                                ? " add up to what lies outside the slopes of the function where all of them move."
                                : " must add up to that of the maximum or minimum, and do not.");
            }
        }
        return message;
    }

    // what is wrong for another reason, or not there, disputes no tie
    private boolean isDisputed(Tie tie, String name) {
        double sum = 0, margin = 0;
        for (var entries : tie.parts().entrySet()) {
            String gradient = entries.getKey();
            Tensor submitted = submission.gradients().get(gradient), right = reference.of(gradient);
            if (submitted == null || !Arrays.equals(submitted.shape(), right.shape())) return false;
            boolean[] accepted = yardstick(gradient).accepted(submitted, right);
            if (!gradient.equals(name)) acceptAtKinks(gradient, submitted, accepted);
            double largest = Yardstick.largest(right);
            for (Tie.Part part : entries.getValue()) {
                int position = part.position();
                if (!gradient.equals(name) && !accepted[position]) return false;
                double sent = submitted.data()[position], weight = Math.abs(part.weight());
                double size = Math.max(Math.abs(sent), Math.abs(right.data()[position]));
                sum += part.weight() * sent;
                margin +=
                        weight * (yardstick(gradient).margin(position, size, largest) + WEIGHT_ERROR * Math.abs(sent));
            }
        }
        return !tie.holds(sum, margin);
    }

    private String last(Set<String> names) {
        List<String> order = new ArrayList<>(submission.points().keySet());
        return names.stream().max(Comparator.comparingInt(order::indexOf)).orElseThrow();
    }

    private String listed(Tie tie) {
        List<String> entries = new ArrayList<>();
        tie.parts().forEach((name, shares) -> {
            for (Tie.Part part : shares)
                entries.add(Entry.of(name, reference.of(name).index(part.position())));
        });
        int shown = Math.min(6, entries.size());
        return String.join(", ", entries.subList(0, shown)) + (entries.size() > shown ? ", …" : "");
    }

    private String notFinite(String name, Tensor submitted, int position) {
        String entry = Entry.of(name, submitted.index(position)) + " is ";
        Integer firstNull = submission.reading().nulls().get(name);
        if (firstNull != null && firstNull == position) return entry + "null, which counts as NaN.";
        String stated = entry + submitted.data()[position];
        return causeOfNotFinite(name).map(cause -> stated + ": " + cause).orElse(stated + ".");
    }

    // of numbers that the code computed in the code, of an array in the right formula
    private Optional<String> causeOfNotFinite(String name) {
        if (causes.containsKey(name)) return causes.get(name);
        return NotFiniteCause.inFormula(evaluator, backward, binding.inputs(), name);
    }

    private Mark missing(String name) {
        String alike = ignored().stream()
                .map(Ignored::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(other -> "; " + other + " was, and capital and small letters differ")
                .orElse("");
        return mark(name, Status.MISSING, name + " was not submitted" + alike + ".", null, null);
    }

    /** Whether the code stopped before all that assigns or changes it had run. */
    private boolean isStoppedBefore(String name) {
        boolean pending = run.map(SubmittedCode::pending).orElse(Set.of()).contains(name);
        return pending && submission.gradients().get(name) == null;
    }

    private Mark failed(String name, SubmittedCode.Failure failure) {
        String reason = failure.sentence();
        String message = "The code stopped in line " + failure.line() + ", before " + name + ": " + reason
                + (reason.endsWith("?") ? "" : ".");
        return mark(name, Status.FAILED, message, null, null);
    }

    private Mark wrong(String name, Tensor submitted, Tensor right, Distance distance) {
        if (isConvention(name, submitted)) {
            String message =
                    "The function has a slope here, and this is another number: it is what the chain rule gives with"
                            + " one choice at kinks that cancel.";
            return mark(name, Status.WRONG, message, distance, null);
        }
        if (isMostlyRounding(name, submitted, right)) {
            String message = "Rounding alone may be as large as this gradient in "
                    + submission.toleranceOf(name).precision().name().toLowerCase(Locale.ROOT)
                    + ", and these numbers are further off.";
            return mark(name, Status.WRONG, message, distance, null);
        }
        Tensor full = inFull(name);
        Diagnosis.Question question =
                new Diagnosis.Question(full, right.reshaped(full.shape()), Map.copyOf(own), yardstick(name));
        String atKinks = multipleOfConvention(name, submitted);
        if (!atKinks.isEmpty()) return mark(name, Status.WRONG, atKinks + ".", distance, null);
        // with entries at kinks, which other code may take otherwise, only a single slip is proven
        boolean kinks = !reference.proof(name).intervals().isEmpty();
        Mistake mistake = diagnosis
                .explain(name, question, effort)
                .filter(found -> !kinks || !found.id().contains("+"))
                .orElse(null);
        String multiple = multiple(submitted, right, distance.ratio(), yardstick(name));
        String message;
        if (mistake != null)
            message = multiple.isEmpty() ? sentence(mistake.sentence()) : multiple + ": " + mistake.sentence() + ".";
        else if (!multiple.isEmpty()) message = multiple + ".";
        else message = Rounded.sentence(submitted, right).orElseGet(() -> worst(name, right, distance));
        return mark(name, Status.WRONG, message, distance, mistake);
    }

    // what the chain rule gives with one convention at all kinks
    private boolean isConvention(String name, Tensor submitted) {
        return reference.proof(name).reachesKinks()
                && candidates(name).stream().anyMatch(candidate -> yardstick(name)
                        .accepts(submitted, candidate.reshaped(submitted.shape())));
    }

    // whether rounding may be more than an eighth of most wrong entries: then the numbers prove no slip
    private boolean isMostlyRounding(String name, Tensor submitted, Tensor right) {
        boolean[] accepted = yardstick(name).accepted(submitted, right);
        int wrong = 0, rounded = 0;
        for (int i = 0; i < accepted.length; i++) {
            if (accepted[i]) continue;
            wrong++;
            double size = Math.abs(right.data()[i]);
            if (size > 0 && yardstick(name).explained(i) > TELLING * size) rounded++;
        }
        return 2 * rounded > wrong;
    }

    // a multiple of what is right at kinks by another convention than the reference's
    private String multipleOfConvention(String name, Tensor submitted) {
        if (reference.proof(name).intervals().isEmpty()) return "";
        record Multiple(double ratio, String words) {}
        List<Multiple> multiples = new ArrayList<>();
        for (Tensor candidate : candidates(name)) {
            Tensor convention = candidate.reshaped(submitted.shape());
            double ratio = Distance.between(submitted, convention, new boolean[submitted.size()])
                    .ratio();
            String words = multiple(submitted, convention, ratio, yardstick(name));
            if (!words.isEmpty()) multiples.add(new Multiple(ratio, words));
        }
        // the nearest to 1 is meant, and no other sign where there is one of the same
        return multiples.stream()
                .min(Comparator.comparing((Multiple one) -> one.ratio < 0)
                        .thenComparingDouble(one -> Math.abs(Math.log(Math.abs(one.ratio)))))
                .map(Multiple::words)
                .orElse("");
    }

    private static String worst(String name, Tensor right, Distance distance) {
        if (right.rank() == 0) return name + " is wrong.";
        int wrong = distance.entriesWrong();
        return wrong + " of " + right.size() + (wrong == 1 ? " entries is" : " entries are") + " wrong; the worst is "
                + Entry.of(name, right.index(distance.worst())) + ".";
    }

    // Exactly 5 = N times the gradient
    private String multiple(Tensor submitted, Tensor right, double ratio, Yardstick yardstick) {
        if (right.size() < 2 || ratio == 0 || Math.abs(ratio - 1) < 1e-3) return "";
        double[] scaled =
                Arrays.stream(right.data()).map(entry -> ratio * entry).toArray();
        if (!yardstick.accepts(submitted, new Tensor(right.shape(), scaled))) return "";
        if (Math.abs(ratio + 1) < 1e-6) return "Exactly the gradient with the other sign";
        for (boolean over : new boolean[] {false, true}) {
            double length = over ? 1 / ratio : ratio;
            List<String> axes = binding.inputs().lengths().entrySet().stream()
                    .filter(axis -> axis.getValue() > 1 && Math.abs(length - axis.getValue()) < 1e-6 * length)
                    .map(Map.Entry::getKey)
                    .toList();
            if (axes.size() != 1) continue; // of two axes of this length neither is meant more
            if (over) return "Exactly 1/" + axes.get(0) + " of the gradient";
            return "Exactly " + Math.round(length) + " = " + axes.get(0) + " times the gradient";
        }
        double told = Told.size(ratio);
        if (told == 1) return "";
        String times =
                told == Math.rint(told) && Math.abs(told) < 1e15 ? String.valueOf((long) told) : String.valueOf(told);
        boolean exact = Math.abs(ratio - told) < 1e-6 * Math.abs(told);
        return (exact ? "Exactly " : "In every entry about ") + times + " times the gradient";
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    /** The latest of the student's own wrong values from which the right formula gives what was submitted. */
    private @Nullable String follows(String name) {
        Node node = backward.named(name);
        Map<Node, Tensor> before = new HashMap<>();
        own.forEach((other, value) -> before.put(backward.named(other), value));
        before.keySet().retainAll(new HashSet<>(backward.needed(List.of(node))));
        before.remove(node);
        before.keySet().retainAll(gradientsOnTheWay(name));
        if (before.isEmpty()) return null;
        Map<Node, Tensor> known = new HashMap<>(forward());
        known.putAll(before);
        Tensor given = evaluator
                .evaluate(backward, binding.inputs(), List.of(node), known)
                .get(node);
        List<Tensor> likely = Stream.concat(Stream.of(given), conventionsGiven(name, before).stream())
                .filter(one -> !isFar(inFull(name), one))
                .toList();
        if (likely.isEmpty()) return null;
        Tolerance tolerance = submission.toleranceOf(name);
        Yardstick yardstick = new Yardstick(
                tolerance,
                new RoundingEstimate.Program(
                                backward,
                                function.graph(),
                                reference.objective(),
                                List.of(node),
                                binding.inputs(),
                                before,
                                tolerance.precision())
                        .of(node),
                following);
        try {
            if (likely.stream().noneMatch(one -> follows(inFull(name), one, yardstick))) return null;
        } catch (SpentException e) {
            return null;
        }
        return own.keySet().stream()
                .filter(other -> before.containsKey(backward.named(other)))
                .max(Comparator.comparingInt(other -> backward.named(other).id()))
                .orElseThrow();
    }

    // the same at kinks, where a course may have another convention than the rules
    private List<Tensor> conventionsGiven(String name, Map<Node, Tensor> before) {
        if (!reference.proof(name).reachesKinks()) return List.of();
        Node node = backward.named(name);
        BackwardPass pass = new BackwardPass(
                backward, function.graph(), binding.inputs(), List.of(node), before, Precision.FLOAT64);
        try {
            return pass.candidates(node, following);
        } catch (SpentException e) {
            return List.of();
        }
    }

    // of the values that depend on what this is a gradient of: the chain rule goes by way of these
    private Set<Node> gradientsOnTheWay(String name) {
        Graph forward = function.graph();
        BitSet dependents = forward.dependents(forward.named(Grader.valueOf(name)));
        return own.keySet().stream()
                .filter(other ->
                        dependents.get(forward.named(Grader.valueOf(other)).id()))
                .map(backward::named)
                .collect(Collectors.toSet());
    }

    // the values of the forward pass, of which no gradient changes any
    private Map<Node, Tensor> forward() {
        Map<Node, Tensor> known = forward;
        if (known == null) {
            List<Node> nodes = function.graph().nodes().stream()
                    .filter(node -> node instanceof Node.Apply && !node.holdsIndices())
                    .toList();
            forward = known = evaluator.evaluate(backward, binding.inputs(), nodes);
        }
        return known;
    }

    // by more than rounding explains of anything but noise, whose estimate takes a pass over the whole program
    private static boolean isFar(Tensor submitted, Tensor given) {
        double half = Math.max(Yardstick.largest(submitted), Yardstick.largest(given)) / 2;
        for (int i = 0; i < given.size(); i++) {
            if (Math.abs(submitted.data()[i] - given.data()[i]) > half) return true;
        }
        return false;
    }

    // where the right formula meets 0 times infinity it says nothing
    private static boolean follows(Tensor submitted, Tensor given, Yardstick yardstick) {
        boolean[] accepted = yardstick.accepted(submitted, given);
        boolean told = false;
        for (int i = 0; i < accepted.length; i++) {
            boolean says = !Double.isNaN(given.data()[i]);
            if (says && !accepted[i]) return false;
            told |= says;
        }
        return told;
    }

    // in the declared shape, with leading axes of length 1
    private Tensor inFull(String name) {
        Tensor submitted = submission.gradients().get(name);
        return submitted.reshaped(
                backward.named(name).shape().in(binding.inputs().lengths()));
    }

    private Mark mark(
            String name, Status status, String message, @Nullable Distance distance, @Nullable Mistake mistake) {
        double most = submission.points().getOrDefault(name, 0.0);
        double kept = status.isRight() ? 1 : status == Status.FOLLOWS ? submission.followThrough() : 0;
        return new Mark(
                name,
                status,
                most * kept,
                most,
                message,
                function.graph().named(Grader.valueOf(name)).shape(),
                submission.gradients().get(name),
                reference.of(name),
                distance,
                mistake);
    }

    // of the entries that count
    private static int firstNotFinite(Tensor tensor, Proof proof) {
        for (int i = 0; i < tensor.size(); i++) {
            if (!Double.isFinite(tensor.data()[i]) && !proof.undetermined().containsKey(i)) return i;
        }
        return -1;
    }
}
