package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.app.Engines;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Claim;
import dev.dscore.verify.Coverage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * No wrong verdict: right and wrong forms of the gradients of many problems, over functions, sizes, scales and conditioning.
 * The corpus is made here, from a fixed seed; its confusion table stands in target/confusion.txt and in docs/trust.md.
 */
@Tag("long")
class CorpusTests {
    private static final List<String> FUNCTIONS = List.of(
            "softmax",
            "softmax-steps",
            "softmax-regularized",
            "linear-regression",
            "ridge",
            "two-layer-net",
            "batchnorm",
            "layernorm",
            "attention",
            "rnn-step",
            "tanh",
            "gelu",
            "swish",
            "exp-affine",
            "affine",
            "svm",
            "logistic-regression",
            "sigmoid-cross-entropy",
            "kl-divergence",
            "word2vec-softmax");
    private static final Catalogue CATALOGUE = Engines.SHARED.catalogue();
    private static final int PROBLEMS_OF_EACH = 12;

    private final Evaluator evaluator = Engines.SHARED.evaluator();
    private final RandomInputs random = Engines.SHARED.random();
    private final GradientService service = Engines.SHARED.gradients();
    private final Grader grader = Engines.SHARED.grader();

    private int problems, rightPassed, rightFailed, wrongPassed, wrongFailed;
    private final List<String> wrongVerdicts = new ArrayList<>();

    @Test
    void thereIsNoWrongVerdict() throws Exception {
        Random chance = new Random(20_260_101);
        for (String name : FUNCTIONS) {
            for (int i = 0; i < PROBLEMS_OF_EACH; i++) problem(name, i, chance);
        }
        String table = String.format(
                Locale.ROOT,
                "%d problems        called right   called wrong%nright forms      %10d     %10d%nwrong forms      %10d     %10d%n",
                problems,
                rightPassed,
                rightFailed,
                wrongPassed,
                wrongFailed);
        write(table);
        assertThat(wrongVerdicts).as(table).isEmpty();
        assertThat(problems).isGreaterThanOrEqualTo(200);
        assertThat(rightPassed + wrongFailed).isGreaterThanOrEqualTo(200 * 20);
    }

    private static void write(String table) throws IOException {
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/confusion.txt"), table);
    }

    private void problem(String name, int number, Random chance) throws Exception {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        Map<String, Integer> sizes = RandomInputs.sizes(function, Map.of());
        if (number % 3 == 1) sizes.replaceAll((axis, length) -> length + chance.nextInt(6));
        if (number % 3 == 2) sizes.replaceAll((axis, length) -> 1 + chance.nextInt(3));
        RandomInputs.Drawn drawn = random.draw(function, sizes, number);
        Map<String, Tensor> inputs = scaled(function, drawn, number, chance);
        Map<String, Tensor> upstream = new HashMap<>(drawn.upstream());
        // gradients of size 1e-12, and entries that span many orders of magnitude
        double tiny = number % 4 == 0 ? 1e-12 : 1;
        double span = number % 4 == 3 ? 1e-2 : 1;
        upstream.replaceAll((output, tensor) -> changed(tensor, (entry, i) -> entry * tiny * Math.pow(span, i % 7)));

        Binding binding = Binding.of(function, inputs, upstream);
        VerifiedGradients reference;
        try {
            reference = service.gradients(function, binding, List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        } catch (NotFiniteException e) {
            return; // scaled beyond what the function takes
        }
        Grader.Session session = grader.session(function, binding, Coverage.EVERY_ENTRY);
        problems++;
        for (String gradient : reference.gradients().keySet()) {
            Tensor right = reference.gradients().get(gradient);
            if (reference.check().byGradient().get(gradient).entriesNotDifferentiable() > 0) continue;
            Node node = reference.backward().named(gradient);
            double[] rounding = Claim.Rounding.of(reference.backward(), node, binding.inputs())
                    .bounds(Allowance.UNLIMITED);
            if (PROBABILITY_LESS_LABEL.contains(name)) {
                double largest = inputs.values().stream()
                        .flatMapToDouble(input -> Arrays.stream(input.data()))
                        .map(Math::abs)
                        .reduce(1, Math::max);
                for (int i = 0; i < rounding.length; i++) rounding[i] = Math.max(rounding[i], 0x1p-50 * largest);
            }
            for (var form : rightForms(right, chance).entrySet()) {
                judge(
                        session,
                        name + " " + number + " " + gradient + ", " + form.getKey(),
                        gradient,
                        form.getValue(),
                        true);
            }
            for (var form : wrongForms(right, rounding, chance).entrySet()) {
                judge(
                        session,
                        name + " " + number + " " + gradient + ", " + form.getKey(),
                        gradient,
                        form.getValue(),
                        false);
            }
        }
    }

    // whose gradient is usually written p - y: it is known to the rounding of 1, whatever is left of it
    private static final Set<String> PROBABILITY_LESS_LABEL = Set.of("logistic-regression", "sigmoid-cross-entropy");

    private void judge(Grader.Session session, String what, String gradient, Tensor submitted, boolean right)
            throws Exception {
        Submission submission = new Submission(
                Map.of(gradient, submitted), Optional.empty(), Map.of(gradient, 1.0), 0.5, Tolerance.DEFAULT, Map.of());
        boolean passed = session.grade(submission, Allowance.UNLIMITED).passed();
        if (right && passed) rightPassed++;
        if (right && !passed) rightFailed++;
        if (!right && passed) wrongPassed++;
        if (!right && !passed) wrongFailed++;
        if (right != passed) wrongVerdicts.add(what);
    }

    private interface Change {
        double of(double entry, int position);
    }

    private static Tensor changed(Tensor tensor, Change change) {
        double[] data = tensor.data().clone();
        for (int i = 0; i < data.length; i++) data[i] = change.of(data[i], i);
        return new Tensor(tensor.shape(), data);
    }

    // the first input large or small, or its columns of very different scales
    private static Map<String, Tensor> scaled(
            FunctionDefinition function, RandomInputs.Drawn drawn, int number, Random chance) {
        Map<String, Tensor> inputs = new HashMap<>(drawn.inputs());
        String first = function.inputs().stream()
                .filter(input -> !input.isInteger())
                .map(Declaration::name)
                .findFirst()
                .orElseThrow();
        double scale = Math.pow(10, List.of(0, 0, 1, -2, -6, 2).get(number % 6));
        boolean columns = number % 5 == 4;
        inputs.computeIfPresent(
                first,
                (name, tensor) ->
                        changed(tensor, (entry, i) -> entry * scale * (columns ? Math.pow(10, -(i % 4)) : 1)));
        return inputs;
    }

    private static Map<String, Tensor> rightForms(Tensor right, Random chance) {
        Map<String, Tensor> forms = new LinkedHashMap<>();
        forms.put("as it is", right);
        // within the range that float32 has
        forms.put(
                "float32",
                changed(
                        right,
                        (entry, i) ->
                                Math.abs(entry) < 1e-30 || Math.abs(entry) > Float.MAX_VALUE ? entry : (float) entry));
        forms.put(
                "six digits",
                changed(right, (entry, i) -> Double.parseDouble(String.format(Locale.ROOT, "%.5e", entry))));
        forms.put(
                "rounded in its last bits",
                changed(right, (entry, i) -> entry * (1 + (chance.nextDouble() - 0.5) * 1e-14)));
        return forms;
    }

    private static Map<String, Tensor> wrongForms(Tensor right, double[] rounding, Random chance) {
        Map<String, Tensor> forms = new LinkedHashMap<>();
        double largest = 0;
        int some = -1;
        for (int i = 0; i < right.size(); i++) {
            double size = Math.abs(right.data()[i]);
            largest = Math.max(largest, size);
            // an entry that the reference itself knows to seven digits: no verdict is finer than its reference
            if (rounding[i] < 1e-7 * size && (some < 0 || chance.nextInt(3) == 0)) some = i;
        }
        if (some < 0) return forms;
        int chosen = some;
        double most = largest;
        forms.put(
                "one entry off by a tenth of a percent",
                changed(right, (entry, i) -> i == chosen ? entry * 1.001 : entry));
        forms.put("one entry zero", changed(right, (entry, i) -> i == chosen ? 0 : entry));
        forms.put("one entry of the other sign", changed(right, (entry, i) -> i == chosen ? -entry : entry));
        forms.put("one entry too large", changed(right, (entry, i) -> i == chosen ? entry + most : entry));
        int width = right.rank() == 0 ? 1 : right.shape()[right.rank() - 1];
        forms.put("a row zero", changed(right, (entry, i) -> i / width == chosen / width ? 0 : entry));
        forms.put("the other sign", changed(right, (entry, i) -> -entry));
        forms.put("twice", changed(right, (entry, i) -> 2 * entry));
        forms.put("half", changed(right, (entry, i) -> entry / 2));
        forms.put("a thousandth more", changed(right, (entry, i) -> entry * 1.001));
        forms.put("zero", changed(right, (entry, i) -> 0));
        forms.put("noise", changed(right, (entry, i) -> most * (chance.nextDouble() - 0.5) + most));
        forms.put(
                "with a hundredth of noise", changed(right, (entry, i) -> entry * (1.01 + 0.01 * chance.nextDouble())));
        forms.put("three times and shifted", changed(right, (entry, i) -> entry * 3 + most / 10));
        forms.put("plus a thousandth of the largest", changed(right, (entry, i) -> entry + most / 1000));
        forms.put("not a number", changed(right, (entry, i) -> i == chosen ? Double.NaN : entry));
        forms.put("infinite", changed(right, (entry, i) -> i == chosen ? Double.POSITIVE_INFINITY : entry));
        return forms;
    }
}
