package dev.dscore.app;

import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Written;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A note for the log from which a failure can be reproduced: the function, the lengths of its axes and the seed.
 * Contains nothing that a student sent. Attached to the failure as a suppressed exception.
 */
public final class FailureNote extends Exception {
    private static final int BYTES_OF_HASH = 8;

    private FailureNote(String note) {
        super(note, null, false, false);
    }

    /** Adds a note to {@code failure} that it happened while a definition was translated. */
    static void add(Throwable failure, Written source) {
        failure.addSuppressed(new FailureNote("definition " + hash(source.code()) + ", inputs not read"));
    }

    /** Adds a note to {@code failure} that names the function and describes the inputs it was computed on. */
    static void add(
            Throwable failure,
            Catalogue catalogue,
            FunctionDefinition function,
            Map<String, Integer> lengths,
            InputSource inputs) {
        String name = catalogue.nameOf(function).orElseGet(() -> "definition " + hash(function.code()));
        String from = lengths.isEmpty()
                ? "inputs not read"
                : "lengths " + new TreeMap<>(lengths)
                        + (inputs instanceof Drawn drawn ? ", seed " + drawn.seed() : ", inputs sent");
        failure.addSuppressed(new FailureNote(name + ", " + from));
    }

    /** Returns the note of {@code failure} or, failing that, of the nearest of its causes that has one. */
    public static Optional<String> of(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .flatMap(one -> Arrays.stream(one.getSuppressed()))
                .filter(FailureNote.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst();
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES_OF_HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
