package dev.dscore.web;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.grade.GradientService;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Coverage;
import java.util.List;
import java.util.Map;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** Loads ND4J's native libraries with a first request of its own: the service is ready only after that. */
@Component
class WarmUp implements ApplicationRunner {
    private final Catalogue catalogue;
    private final GradientService service;

    WarmUp(Catalogue catalogue, GradientService service) {
        this.catalogue = catalogue;
        this.service = service;
    }

    @Override
    public void run(ApplicationArguments arguments) throws Exception {
        Function softmax = catalogue.find("softmax").orElseThrow();
        Map<String, Tensor> inputs = Map.of(
                "X", Tensor.matrix(new double[] {1, 2}, new double[] {3, 4}),
                "W", Tensor.matrix(new double[] {0.1, 0.2}, new double[] {0.3, 0.4}),
                "b", Tensor.vector(0, 0),
                "y", Tensor.vector(0, 1));
        service.gradients(softmax, Binding.of(softmax, inputs), List.of(), Coverage.EVERY_ENTRY);
    }
}
