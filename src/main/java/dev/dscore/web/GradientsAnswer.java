package dev.dscore.web;

import dev.dscore.grade.VerifiedGradients;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Check;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The answer to a request for gradients. */
record GradientsAnswer(Tensor loss, Map<String, Tensor> gradients, Check check) {
    /** @param names which gradients are returned, in this order */
    static GradientsAnswer of(VerifiedGradients verified, Collection<String> names) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (String name : names) gradients.put(name, verified.gradients().get(name));
        return new GradientsAnswer(verified.value(), gradients, verified.check());
    }
}
