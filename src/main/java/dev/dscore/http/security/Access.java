package dev.dscore.http.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call.
 *
 * @param keys those that open the service; where there are none, everybody who reaches it may call
 * @param open that everybody may, although the service listens on more than this machine
 * @param origins of the web pages that may call from a browser, such as {@code https://course.example}
 */
@ConfigurationProperties("dscore")
record Access(@DefaultValue List<Key> keys, @DefaultValue("false") boolean open, @DefaultValue List<String> origins) {

    /** What a caller may do. */
    enum Role {
        /** Gradients, grades, functions, inputs. */
        CHECK,
        /** Also what gives the answer away: derivations, and reports that reveal it. */
        AUTHOR
    }

    /**
     * A key, of which only the hash is known here.
     *
     * @param name for the logs
     * @param sha256 of the key's UTF-8, 64 hexadecimal digits
     */
    record Key(String name, String sha256, @DefaultValue("CHECK") Role role) {
        Key {
            if (name == null || name.isBlank()) throw new IllegalArgumentException("dscore.keys: a key has no name");
            if (sha256 == null || !sha256.matches("[0-9a-fA-F]{64}")) {
                throw new IllegalArgumentException("dscore.keys: sha256 of " + name
                        + " must be 64 hexadecimal digits; printf %s \"$KEY\" | sha256sum makes them");
            }
        }
    }

    Access {
        Set<String> names = new HashSet<>();
        for (Key key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("dscore.keys: the name " + key.name() + " is given twice");
            }
        }
    }

    boolean isLocked() {
        return !keys.isEmpty();
    }

    /** The key with this text. All are compared, each in the same time, whatever the text. */
    Optional<Key> find(String text) {
        byte[] hash = sha256(text);
        Key found = null;
        for (Key key : keys) {
            if (MessageDigest.isEqual(hash, HexFormat.of().parseHex(key.sha256()))) found = key;
        }
        return Optional.ofNullable(found);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
