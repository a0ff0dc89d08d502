package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.app.Engines;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Step;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Coverage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mistakes of mistakes.txt, written by hand as students make them: each is explained, and as what it is. What is no
 * mistake of reasoning, noise or a slip of the pen, is explained nowhere. The table of what is explained is written to
 * target/mistakes.md and stands in docs/mistakes.md.
 */
@Tag("long")
class MistakesTests {
    private static final Catalogue CATALOGUE = Engines.SHARED.catalogue();

    private final Evaluator evaluator = Engines.SHARED.evaluator();
    private final RandomInputs random = Engines.SHARED.random();
    private final GradientService service = Engines.SHARED.gradients();
    private final Grader grader = Engines.SHARED.grader();

    /** @param ids the explanations that are right */
    record Case(String function, String kind, Map<String, Integer> lengths, List<String> ids, String code) {
        String gradient() {
            String last = code.substring(code.lastIndexOf(';') + 1).strip();
            return last.substring(0, last.indexOf(' '));
        }
    }

    static List<Case> cases() throws IOException {
        String text = new String(
                Objects.requireNonNull(MistakesTests.class.getResourceAsStream("mistakes.txt"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        List<Case> cases = new ArrayList<>();
        String function = "";
        for (String line : text.split("\n")) {
            if (line.startsWith("==")) function = line.substring(2).strip();
            if (line.isBlank() || line.startsWith("#") || line.startsWith("==")) continue;
            String[] parts = line.split("\\|", 4);
            Map<String, Integer> lengths = new LinkedHashMap<>();
            for (String length : parts[1].strip().split(" ")) {
                if (!length.isEmpty()) lengths.put(length.split("=")[0], Integer.valueOf(length.split("=")[1]));
            }
            cases.add(new Case(
                    function,
                    parts[0].strip(),
                    lengths,
                    List.of(parts[2].strip().split(" ")),
                    parts[3].strip()));
        }
        return cases;
    }

    @Test
    void everyMistakeIsExplainedAsWhatItIs() throws Exception {
        Map<String, Map<String, Count>> table = new TreeMap<>();
        List<String> not = new ArrayList<>();
        for (Case mistake : cases()) {
            Mark mark = graded(mistake);
            Count count = table.computeIfAbsent(mistake.kind(), kind -> new TreeMap<>())
                    .computeIfAbsent(mistake.function(), name -> new Count());
            count.tried++;
            boolean explained = mark.mistake() != null;
            boolean rightly = explained && mistake.ids().contains(mark.mistake().id());
            if (explained) count.explained++;
            if (explained && !rightly) count.wrongly++;
            if (!rightly) not.add(mistake + " → " + (explained ? mark.mistake() : mark.message()));
        }
        assertThat(not).isEmpty();
        String markdown = markdown(table);
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/mistakes.md"), markdown);
        assertThat(Files.readString(Path.of("docs/mistakes.md"))).contains(markdown);
    }

    private static final class Count {
        int tried, explained, wrongly;
    }

    private Mark graded(Case mistake) throws Exception {
        FunctionDefinition function =
                CATALOGUE.find(mistake.function()).orElseThrow().function();
        return graded(function, binding(function, mistake.lengths()), Map.of(), mistake.code(), mistake.gradient());
    }

    private Binding binding(FunctionDefinition function, Map<String, Integer> lengths) throws Exception {
        RandomInputs.Drawn drawn = random.draw(function, RandomInputs.sizes(function, lengths), 5);
        return Binding.of(function, drawn.inputs(), drawn.upstream());
    }

    private Mark graded(
            FunctionDefinition function, Binding binding, Map<String, Tensor> arrays, String code, String gradient)
            throws Exception {
        Submission submission =
                new Submission(arrays, Optional.of(code), Map.of(gradient, 1.0), 0.5, Tolerance.DEFAULT, Map.of());
        return grader.grade(function, binding, submission, Coverage.EVERY_ENTRY, Allowance.UNLIMITED).marks().stream()
                .filter(mark -> mark.name().equals(gradient))
                .findFirst()
                .orElseThrow();
    }

    /** What is told as the submitted formula, sent as code, is the submission. */
    @Test
    void theSubmittedFormulaGivesTheSubmission() throws Exception {
        int compared = 0;
        for (Case mistake : cases()) {
            Mark mark = graded(mistake);
            if (mark.mistake() == null || mark.mistake().id().equals("other-gradient")) continue;
            FunctionDefinition function =
                    CATALOGUE.find(mistake.function()).orElseThrow().function();
            String code = mistake.gradient() + " = " + mark.mistake().submittedFormula();
            // the right gradients that it mentions come before it
            List<Step> steps = new ArrayList<>(service.derivation(function, Allowance.UNLIMITED));
            Collections.reverse(steps);
            for (Step step : steps) {
                boolean given = function.outputs().contains(step.name().substring(1));
                boolean mentioned = code.matches("(?s).*\\b" + step.name() + "\\b.*");
                if (mentioned && !given && !step.name().equals(mistake.gradient())) code = step.numpy() + "\n" + code;
            }
            Mark again = graded(function, binding(function, mistake.lengths()), Map.of(), code, mistake.gradient());
            assertThat(again.submitted()).as(code).isNotNull();
            for (int i = 0; i < again.submitted().size(); i++) {
                double entry = mark.submitted().data()[i];
                assertThat(again.submitted().data()[i])
                        .as(code)
                        .isCloseTo(entry, org.assertj.core.data.Offset.offset(1e-9 * (1 + Math.abs(entry))));
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(200);
    }

    static Stream<String> names() {
        return CATALOGUE.entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void noiseASlipOfThePenAndAnUnrelatedMatrixGetNoExplanation(String name) throws Exception {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        Random chance = new Random(name.hashCode());
        Binding binding = binding(function, Map.of());
        Map<String, Tensor> right = service.gradients(
                        function, binding, List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED)
                .gradients();
        for (var reference : right.entrySet()) {
            double[] data = reference.getValue().data();
            double[] bad = data.clone();
            bad[chance.nextInt(bad.length)] += 0.123;
            List<double[]> unexplainable = List.of(
                    chance.doubles(data.length, -1, 1).toArray(),
                    Arrays.stream(data)
                            .map(entry -> entry * (1.1 + chance.nextDouble()))
                            .toArray(),
                    chance.ints(data.length, -9, 10).asDoubleStream().toArray(),
                    bad);
            for (double[] entries : unexplainable) {
                // a single whole number can be many things
                if (data.length == 1 && entries[0] == Math.rint(entries[0])) continue;
                Mark mark = graded(
                        function,
                        binding,
                        Map.of(
                                reference.getKey(),
                                new Tensor(reference.getValue().shape(), entries)),
                        "",
                        reference.getKey());
                assertThat(mark.mistake()).as(name + " " + reference.getKey()).isNull();
            }
        }
    }

    // a row for each kind of mistake: on how many functions, tried, explained, explained as something else
    private static String markdown(Map<String, Map<String, Count>> table) {
        StringBuilder text =
                new StringBuilder("| mistake | tried | explained | wrongly | on |\n|---|---|---|---|---|\n");
        int[] totals = new int[3];
        table.forEach((kind, functions) -> {
            int[] counts = new int[3];
            functions.values().forEach(count -> {
                counts[0] += count.tried;
                counts[1] += count.explained;
                counts[2] += count.wrongly;
            });
            for (int i = 0; i < 3; i++) totals[i] += counts[i];
            List<String> on = functions.entrySet().stream()
                    .map(entry -> entry.getKey() + " " + entry.getValue().explained + "/" + entry.getValue().tried)
                    .toList();
            text.append("| ")
                    .append(kind)
                    .append(row(counts))
                    .append(String.join(", ", on))
                    .append(" |\n");
        });
        return text.append("| all")
                .append(row(totals))
                .append(CATALOGUE.entries().size())
                .append(" functions |\n")
                .toString();
    }

    private static String row(int[] counts) {
        return " | " + counts[0] + " | " + counts[1] + " | " + counts[2] + " | ";
    }
}
