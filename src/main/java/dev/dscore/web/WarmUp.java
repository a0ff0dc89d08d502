package dev.dscore.web;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.functions.InputException;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.verify.Coverage;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Loads ND4J's native libraries with a first request of its own, before the port opens. */
@Component
class WarmUp implements SmartInitializingSingleton {
    private final Catalogue catalogue;
    private final GradientService service;
    private final Limits limits;

    WarmUp(Catalogue catalogue, GradientService service, Limits limits) {
        this.limits = limits;
        this.catalogue = catalogue;
        this.service = service;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Function softmax = catalogue.find("softmax").orElseThrow().function();
        Map<String, Tensor> inputs = Map.of(
                "X", Tensor.matrix(new double[] {1, 2}, new double[] {3, 4}),
                "W", Tensor.matrix(new double[] {0.1, 0.2}, new double[] {0.3, 0.4}),
                "b", Tensor.vector(0, 0),
                "y", Tensor.vector(0, 1));
        try {
            service.gradients(
                    softmax,
                    Binding.of(softmax, inputs, Map.of()),
                    List.of(),
                    Coverage.EVERY_ENTRY,
                    Allowance.of(limits.steps()));
        } catch (InputException | NotFiniteException | TooCostlyException e) {
            throw new IllegalStateException("the service cannot do its first computation", e);
        }
    }
}
