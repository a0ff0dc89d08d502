package dev.dscore.app;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Cores;
import dev.dscore.compute.Memory;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.grade.Grader;
import dev.dscore.gradients.GradientService;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Verifier;
import java.util.List;
import java.util.Map;

/** The engine: every service that calls compute with, put together only here. Thread-safe. */
public final class Engine {
    private final Catalogue catalogue = new Catalogue();
    private final Evaluator evaluator = new Evaluator();
    private final RandomInputs random = new RandomInputs(evaluator);
    private final RequestLimits limits;
    private final Memory memory;
    private final Cores cores;
    private final Budget budget;
    private final Verifier verifier;
    private final GradientService gradients;
    private final Grader grader;
    private final Definitions definitions;

    /** Creates an engine with the derivatives that the service ships. */
    public Engine(RequestLimits limits) {
        this(limits, DerivativeTable.shipped());
    }

    /** Creates an engine with other derivatives; tests of the check plant wrong ones. */
    public Engine(RequestLimits limits, DerivativeTable derivatives) {
        this.limits = limits;
        this.memory = new Memory(limits.memoryBytes());
        this.cores = new Cores(limits.cores());
        this.budget = new Budget(limits.elements(), limits.work(), memory);
        this.verifier = new Verifier(budget.work(), cores);
        this.gradients = new GradientService(new Derivation(derivatives), evaluator, verifier, budget);
        this.grader =
                new Grader(gradients, evaluator, random, budget, limits.code().limits());
        this.definitions = new Definitions(catalogue, limits.code().limits());
    }

    public RequestLimits limits() {
        return limits;
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public Definitions definitions() {
        return definitions;
    }

    public RandomInputs random() {
        return random;
    }

    public Memory memory() {
        return memory;
    }

    public Cores cores() {
        return cores;
    }

    public Budget budget() {
        return budget;
    }

    public Evaluator evaluator() {
        return evaluator;
    }

    public Verifier verifier() {
        return verifier;
    }

    public GradientService gradients() {
        return gradients;
    }

    public Grader grader() {
        return grader;
    }

    /** Returns a new allowance of steps for one request, or for one line of a batch. */
    public Allowance allowance() {
        return Allowance.of(limits.steps());
    }

    /** Returns the bytes that ND4J holds outside the heap. */
    public long bytesOffHeap() {
        return Evaluator.bytesOffHeap();
    }

    /** Loads ND4J's native libraries by a first small computation. */
    public void warmUp() {
        FunctionDefinition softmax = catalogue.find("softmax").orElseThrow().function();
        Map<String, Tensor> inputs = Map.of(
                "X", Tensor.matrix(new double[] {1, 2}, new double[] {3, 4}),
                "W", Tensor.matrix(new double[] {0.1, 0.2}, new double[] {0.3, 0.4}),
                "b", Tensor.vector(0, 0),
                "y", Tensor.vector(0, 1));
        Sent sent = new Sent("", inputs, Map.of());
        try {
            new GradientsCall(softmax, sent, List.of(), Coverage.EVERY_ENTRY).run(this, allowance());
        } catch (Exception e) {
            throw new IllegalStateException("the service cannot do its first computation", e);
        }
    }
}
