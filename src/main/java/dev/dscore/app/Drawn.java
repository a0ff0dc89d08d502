package dev.dscore.app;

import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Cost;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Random inputs drawn by the service.
 *
 * @param sizes the lengths of axes by name; the other axes get lengths that differ
 */
public record Drawn(Map<String, @Nullable Integer> sizes, long seed) implements InputSource {
    @Override
    public Binding bind(FunctionDefinition function, Engine engine) throws TooCostlyException {
        RandomInputs.Drawn drawn = draw(function, engine);
        return new Sent("/inputs", drawn.inputs(), drawn.upstream())
                .bind(function, engine)
                .drawn();
    }

    RandomInputs.Drawn draw(FunctionDefinition function, Engine engine) throws TooCostlyException {
        Map<String, Integer> lengths = Sizes.of(function, sizes, engine.budget());
        try (Memory.Held held = Cost.hold(engine.budget(), function.graph().nodes(), lengths)) {
            return engine.random().draw(function, lengths, seed);
        } catch (RuntimeException | Error e) {
            FailureNote.add(e, engine.catalogue(), function, lengths, this);
            throw e;
        }
    }
}
