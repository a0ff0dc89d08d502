package dev.dscore.http.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The service would listen on more than this machine without keys, and {@code dscore.open} does not say that this is meant. */
final class OpenToAllException extends RuntimeException {
    OpenToAllException(@Nullable InetAddress address) {
        super("dscore would listen on " + (address == null ? "every address" : address.getHostAddress())
                + ", for everybody who reaches this machine, and no keys are configured.");
    }

    /** Reports it without a stack trace. */
    static final class Analyzer extends AbstractFailureAnalyzer<OpenToAllException> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, OpenToAllException cause) {
            return new FailureAnalysis(
                    cause.getMessage(),
                    "Configure keys: dscore.keys[0].name, .sha256 and .role (check or author); or listen on this machine "
                            + "only: server.address=127.0.0.1; or say that everybody may call: dscore.open=true.",
                    failure);
        }
    }
}
