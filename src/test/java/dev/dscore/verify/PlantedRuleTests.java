package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.app.Engines;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.truth.Slope;
import dev.dscore.truth.Truth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A wrong row of the table of derivatives is found in every function whose gradient it changes away from kinks, and whatever
 * the kinks beside it: what decides at a kink covers up no rule.
 */
@Tag("long")
class PlantedRuleTests {
    private static final Catalogue CATALOGUE = Engines.SHARED.catalogue();
    private static final List<String> SLIPS = List.of("-(%s)", "1.0001 * (%s)", "(%s) * (1 - 1)");

    private final Evaluator evaluator = Engines.SHARED.evaluator();
    private final RandomInputs random = Engines.SHARED.random();
    private final Map<String, Map<String, Tensor>> rights = new HashMap<>();
    private final List<String> covered = new ArrayList<>();
    private final Set<String> unused = new TreeSet<>();
    private int planted, found;

    /** @param name of the case, to see it again */
    private record Place(String name, FunctionDefinition function, Binding binding) {}

    /** A row of the table with one slip in the gradient of one argument. */
    private record Planted(String row, String table, String operation) {}

    @Test
    void aWrongRowIsFoundInEveryFunctionOfTheCatalogue() throws Exception {
        List<Place> places = new ArrayList<>();
        for (var entry : CATALOGUE.entries().entrySet()) {
            FunctionDefinition function = entry.getValue().function();
            RandomInputs.Drawn drawn = random.draw(function, RandomInputs.sizes(function, Map.of()), 77);
            places.add(new Place(
                    entry.getKey() + ", seed 77", function, Binding.of(function, drawn.inputs(), drawn.upstream())));
            // entries at 0 and ties, beside others that are not
            Map<String, Tensor> inputs = new HashMap<>(drawn.inputs());
            for (String input : function.differentiable()) {
                if (!input.equals(function.differentiable().get(0))) continue;
                double[] data = inputs.get(input).data().clone();
                for (int i = 0; i < data.length / 3; i++) data[i] = 0;
                inputs.put(input, new Tensor(inputs.get(input).shape(), data));
            }
            places.add(new Place(
                    entry.getKey() + ", seed 77, a third of the first input 0",
                    function,
                    Binding.of(function, inputs, drawn.upstream())));
        }
        plantIn(places);
        conclude(400);
    }

    @Test
    void aWrongRowIsFoundInAProgramForEveryOperation() throws Exception {
        List<Place> places = new ArrayList<>();
        Samples.all().forEach(sample -> {
            FunctionDefinition function = sample.function();
            Binding binding = new Binding(Samples.inputs(), Map.of());
            places.add(new Place(sample.toString(), function, binding));
        });
        plantIn(places);
        conclude(600);
        // the gradients of what has none are 0 and stay so
        assertThat(unused).isEmpty();
    }

    private void conclude(int least) {
        System.out.printf("planted rules: %d change a gradient, %d found%n", planted, found);
        assertThat(covered.size())
                .as("of " + planted + " planted\n"
                        + String.join("\n", covered.subList(0, Math.min(30, covered.size()))))
                .isZero();
        assertThat(planted).isGreaterThanOrEqualTo(least);
    }

    private void plantIn(List<Place> places) throws Exception {
        Map<String, Truth> truths = new HashMap<>();
        for (Planted plant : plants()) {
            boolean used = false;
            DerivativeTable table = DerivativeTable.parse(plant.table);
            GradientService service = service(table);
            for (Place place : places) {
                if (!uses(place.function, plant.operation)) continue;
                Set<String> changed = changed(place, table, truths);
                if (changed.isEmpty()) continue;
                used = true;
                planted++;
                if (isFound(service, place, changed)) found++;
                else covered.add(plant.row + " is not found in " + changed + " of " + place.name);
            }
            if (!used) unused.add(plant.row);
        }
    }

    private static boolean uses(FunctionDefinition function, String operation) {
        return function.graph().nodes().stream()
                .anyMatch(node -> node instanceof Node.Apply apply
                        && (apply.operation().text().equals(operation)
                                || operation.equals("-") && apply.operation() == Operation.NEGATE));
    }

    private GradientService service(DerivativeTable table) {
        return Engines.with(table).gradients();
    }

    /** Where any of the gradients that the wrong rule changes does not pass its check, or no gradient is given at all. */
    private static boolean isFound(GradientService service, Place place, Set<String> changed) throws Exception {
        try {
            Check check = service.gradients(
                            place.function, place.binding, List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED)
                    .check();
            return !check.passed()
                    && changed.stream()
                            .noneMatch(name -> check.byGradient().get(name).passed());
        } catch (NotFiniteException e) {
            return true;
        }
    }

    /** The gradients with an entry that the rule puts outside the truth, and that reaches no kink. */
    private Set<String> changed(Place place, DerivativeTable table, Map<String, Truth> truths) {
        FunctionDefinition function = place.function;
        Inputs inputs = place.binding.inputs();
        Map<String, Tensor> right =
                rights.computeIfAbsent(place.name, key -> gradients(function, inputs, DerivativeTable.shipped()));
        Map<String, Tensor> wrong = gradients(function, inputs, table);
        Set<String> changed = new TreeSet<>();
        for (String input : function.differentiable()) {
            double[] before = right.get(input).data(), after = wrong.get(input).data();
            for (int i = 0; i < before.length; i++) {
                double apart = Math.abs(after[i] - before[i]);
                if (!(apart > 1e-5 * Math.abs(before[i])) || apart < 1e-9) continue;
                Truth truth = truths.computeIfAbsent(place.name, key -> Truth.of(function, inputs));
                if (truth.reachesKink(input, i)) continue;
                Slope slope = truth.slope(input, i);
                if (!slope.exists() || !(Math.abs(after[i] - slope.value()) > 1e-5 * Math.abs(slope.value()))) continue;
                changed.add("d" + input);
                break;
            }
        }
        return changed;
    }

    private Map<String, Tensor> gradients(FunctionDefinition function, Inputs inputs, DerivativeTable table) {
        Graph backward = new Derivation(table)
                .derive(function.graph(), function.objective(), function.differentiable(), Allowance.UNLIMITED);
        List<Node> nodes = function.differentiable().stream()
                .map(input -> backward.named("d" + input))
                .toList();
        Map<Node, Tensor> values = PlainEvaluator.evaluate(backward, inputs, nodes, Map.of(), Allowance.UNLIMITED);
        Map<String, Tensor> gradients = new HashMap<>();
        for (String input : function.differentiable()) gradients.put(input, values.get(backward.named("d" + input)));
        return gradients;
    }

    private static List<Planted> plants() throws IOException {
        String text;
        try (InputStream table = DerivativeTable.class.getResourceAsStream("derivatives.txt")) {
            text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<Planted> plants = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) continue;
            String[] columns = line.split(" {2,}", 2);
            String[] gradients = columns[1].split("\\|");
            for (int i = 0; i < gradients.length; i++) {
                String gradient = gradients[i].strip();
                if (gradient.equals("0")) continue;
                for (String slip : SLIPS) {
                    String[] changed = gradients.clone();
                    changed[i] = " " + String.format(slip, gradient) + " ";
                    String row = columns[0] + "   " + String.join("|", changed);
                    plants.add(new Planted(row, text.replace(line, row), operation(columns[0])));
                }
            }
        }
        return plants;
    }

    // exp(a), a + b, -a
    private static String operation(String pattern) {
        if (pattern.startsWith("-")) return "-";
        int open = pattern.indexOf('(');
        if (open > 0) return pattern.substring(0, open).strip();
        return pattern.split(" ")[1];
    }
}
