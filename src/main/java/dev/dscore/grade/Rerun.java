package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.SpentException;
import dev.dscore.diagnosis.Experiment;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.functions.InputException;
import dev.dscore.functions.RandomInputs;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Submitted code, run a second time. */
final class Rerun implements Experiment {
    /** Runs the code. */
    interface Runner {
        SubmittedCode run(Binding binding);
    }

    private final Function function;
    private final Runner runner;
    private @Nullable Map<String, Tensor> gradients;

    Rerun(Function function, Runner runner) {
        this.function = function;
        this.runner = runner;
    }

    @Override
    public Map<String, Tensor> gradients(RandomInputs.Drawn drawn) {
        Map<String, Tensor> known = gradients;
        if (known == null) gradients = known = computed(drawn);
        return known;
    }

    private Map<String, Tensor> computed(RandomInputs.Drawn drawn) {
        try {
            Binding binding = Binding.of(function, drawn.inputs(), drawn.upstream());
            return runner.run(binding).gradients();
        } catch (InputException | SpentException e) {
            return Map.of();
        }
    }
}
