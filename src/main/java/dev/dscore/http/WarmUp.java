package dev.dscore.http;

import dev.dscore.app.Engine;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;

/** Loads ND4J's native libraries before the port opens. */
@Component
class WarmUp implements SmartInitializingSingleton {
    private final Engine engine;

    WarmUp(Engine engine) {
        this.engine = engine;
    }

    @Override
    public void afterSingletonsInstantiated() {
        engine.warmUp();
    }
}
