package dev.dscore.web;

import dev.dscore.functions.Catalogue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What it takes to reproduce a failure of one request, without anything that a student sent: the route, the function, the lengths of its axes
 * and the seed, as far as they are known. It travels suppressed in the failure, to the log.
 */
final class Reproduction {
    private static final int BYTES_OF_HASH = 8;

    private final String route;
    private final String function;
    private String inputs = "inputs not read";

    /** @param function of the catalogue, or a definition, of which the log gets a hash */
    Reproduction(String route, Catalogue catalogue, @Nullable JsonNode function) {
        this.route = route;
        boolean known = function != null
                && function.isString()
                && catalogue.find(function.stringValue()).isPresent();
        if (function == null) this.function = "no function";
        else this.function = known ? function.stringValue() : "definition " + hash(function.toString());
    }

    /** Of a function of the catalogue. */
    Reproduction(String route, String function) {
        this.route = route;
        this.function = function;
    }

    /**
     * @param lengths of the axes, from which all shapes follow
     * @param seed of inputs that were drawn
     */
    void at(Map<String, Integer> lengths, @Nullable Long seed) {
        inputs = "lengths " + new TreeMap<>(lengths) + (seed == null ? ", inputs sent" : ", seed " + seed);
    }

    /** Notes this in {@code failure}, for the log. */
    void note(Throwable failure) {
        failure.addSuppressed(new Note(toString()));
    }

    @Override
    public String toString() {
        return route + " of " + function + ", " + inputs;
    }

    /** What a failure carries to the log. */
    static final class Note extends Exception {
        private Note(String reproduction) {
            super(reproduction, null, false, false);
        }
    }

    private static String hash(String definition) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(definition.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES_OF_HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
