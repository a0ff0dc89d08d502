package dev.dscore.functions;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions that the service ships, each in a text file: lines of {@code key: value}, a blank line, the code. */
public final class Catalogue {
    private static final Pattern INPUT =
            Pattern.compile("(?<name>\\w+)(?<shape>( +\\w+)*?)( +below (?<below>\\w+))?( +or (?<alias>\\w+))?");

    /**
     * @param course the course that the function occurs in, or the group that it belongs to
     * @param source the origin of the function, in these names
     */
    public record Entry(String name, String course, String title, String source, FunctionDefinition function) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    public Catalogue() {
        String course = "";
        for (String line : read("catalogue.txt").lines().toList()) {
            if (line.startsWith("[")) course = line.substring(1, line.length() - 1);
            else if (!line.isBlank() && !line.startsWith("#")) {
                entries.put(line, parse(line, course, read(line + ".txt")));
            }
        }
    }

    /** Returns the name of this very function in the catalogue, compared by identity. */
    public Optional<String> nameOf(FunctionDefinition function) {
        return entries.values().stream()
                .filter(entry -> entry.function() == function)
                .map(Entry::name)
                .findFirst();
    }

    public Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    /** Returns the entries by name, in the order of {@code catalogue.txt}. */
    public Map<String, Entry> entries() {
        return entries;
    }

    private static Entry parse(String name, String course, String text) {
        String[] parts = text.split("\n\n", 2);
        Map<String, String> fields = new LinkedHashMap<>();
        List<Declaration> inputs = new ArrayList<>();
        for (String line : parts[0].split("\n")) {
            String key = line.substring(0, line.indexOf(':'));
            String value = line.substring(line.indexOf(':') + 1).strip().replaceAll(" +", " ");
            if (key.equals("input")) inputs.add(declaration(value));
            else fields.put(key, value);
        }
        try {
            List<String> outputs = Arrays.asList(fields.get("output").split(" "));
            Written written = new Written(inputs, parts[1].strip(), outputs);
            FunctionDefinition function =
                    new FunctionDefinition(written, lengths(fields), Limits.DEFAULT, Allowance.UNLIMITED);
            return new Entry(name, course, fields.get("title"), fields.get("source"), function);
        } catch (DefinitionException e) {
            throw new IllegalStateException(name, e);
        }
    }

    // "N 3, T 4": the lengths for which a function with loops is shown
    private static Map<String, Integer> lengths(Map<String, String> fields) {
        Map<String, Integer> lengths = new LinkedHashMap<>();
        for (String each : fields.getOrDefault("lengths", "").split(", *")) {
            if (each.isBlank()) continue;
            String[] parts = each.strip().split(" +");
            lengths.put(parts[0], Integer.parseInt(parts[1]));
        }
        return lengths;
    }

    private static Declaration declaration(String text) {
        Matcher matcher = INPUT.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException("not an input: " + text);
        return new Declaration(
                matcher.group("name"),
                Shape.parse(matcher.group("shape")),
                Optional.ofNullable(matcher.group("below")).map(Declaration::size),
                Optional.ofNullable(matcher.group("alias")));
    }

    private static String read(String file) {
        try (InputStream resource = Catalogue.class.getResourceAsStream(file)) {
            if (resource == null) throw new IllegalStateException(file + " is not on the class path");
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
