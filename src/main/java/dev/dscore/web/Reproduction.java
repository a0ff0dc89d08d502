package dev.dscore.web;

import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What it takes to make a failure again, without anything that a student sent: it travels suppressed in the failure, to the log. */
final class Reproduction extends Exception {
    private static final int BYTES_OF_HASH = 8;

    /**
     * @param function of the catalogue, or a definition, of which the log has a hash
     * @param lengths of its axes, from which all shapes follow
     */
    Reproduction(
            String route, Catalogue catalogue, Function function, Map<String, Integer> lengths, @Nullable Long seed) {
        super(
                route + " of " + catalogue.nameOf(function).orElseGet(() -> "definition " + hash(function))
                        + ", lengths " + new TreeMap<>(lengths) + (seed == null ? ", inputs sent" : ", seed " + seed),
                null,
                false,
                false);
    }

    private static String hash(Function function) {
        try {
            byte[] text = (function.inputs() + function.code() + function.outputs()).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(hash, 0, BYTES_OF_HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
