package dev.dscore.lang;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The names that Python and NumPy define, known here or not: a line of {@code names.txt} for each owner. */
final class Names {
    private static final Map<String, Set<String>> OWNERS = read();

    private Names() {}

    /** Returns whether {@code owner}, a module or a type, has this name. */
    static boolean has(String owner, String name) {
        return OWNERS.getOrDefault(owner, Set.of()).contains(name);
    }

    /** Returns the fault of a name that the language lacks: unsupported if the owner has it, else {@code error}. */
    static Fault lacking(String owner, String name, String error, Message message) {
        return has(owner, name) ? Fault.unsupported("{}", message) : Fault.error(error, "{}", message);
    }

    private static Map<String, Set<String>> read() {
        try (InputStream resource = Names.class.getResourceAsStream("names.txt")) {
            if (resource == null) throw new IllegalStateException("names.txt is not on the class path");
            Map<String, Set<String>> owners = new HashMap<>();
            new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] parts = line.split(": ", 2);
                owners.put(parts[0], Set.of(parts[1].split(" ")));
            });
            return Map.copyOf(owners);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
