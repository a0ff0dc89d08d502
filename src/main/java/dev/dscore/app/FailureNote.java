package dev.dscore.app;

import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
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
 * What it takes to reproduce a failure, for the log: the function, the lengths of its axes and the seed. Contains nothing that a
 * student sent. Travels as a suppressed exception of the failure.
 */
public final class FailureNote extends Exception {
    private static final int BYTES_OF_HASH = 8;

    private FailureNote(String note) {
        super(note, null, false, false);
    }

    /** Adds to {@code failure} that it happened while a definition was translated. */
    static void add(Throwable failure, Written source) {
        failure.addSuppressed(new FailureNote("definition " + hash(source.code()) + ", inputs not read"));
    }

    /** Adds to {@code failure} which function was computed, and on which inputs. */
    static void add(
            Throwable failure,
            Catalogue catalogue,
            Function function,
            Map<String, Integer> lengths,
            InputSource inputs) {
        String name = catalogue.nameOf(function).orElseGet(() -> "definition " + hash(function.code()));
        String from = lengths.isEmpty()
                ? "inputs not read"
                : "lengths " + new TreeMap<>(lengths)
                        + (inputs instanceof Drawn drawn ? ", seed " + drawn.seed() : ", inputs sent");
        failure.addSuppressed(new FailureNote(name + ", " + from));
    }

    /** Returns the note of a failure or of one of its causes. */
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
