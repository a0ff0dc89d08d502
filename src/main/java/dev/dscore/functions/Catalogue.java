package dev.dscore.functions;

import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions that the service ships, a text file each: lines of {@code key: value}, a blank line, the code. */
public final class Catalogue {
    private static final List<String> NAMES = List.of("softmax");
    private static final Pattern INPUT =
            Pattern.compile("(?<name>\\w+)(?<shape>( +[\\w]+)*?)( +below (?<below>\\w+))?( +or (?<alias>\\w+))?");

    private final Map<String, Function> functions = new LinkedHashMap<>();

    public Catalogue() {
        for (String name : NAMES) functions.put(name, parse(read(name + ".txt")));
    }

    public Optional<Function> find(String name) {
        return Optional.ofNullable(functions.get(name));
    }

    /** In the catalogue's order. */
    public Map<String, Function> all() {
        return functions;
    }

    static Function parse(String text) {
        String[] parts = text.split("\n\n", 2);
        Map<String, String> fields = new LinkedHashMap<>();
        List<Declaration> inputs = new ArrayList<>();
        for (String line : parts[0].split("\n")) {
            String key = line.substring(0, line.indexOf(':')), value = line.substring(line.indexOf(':') + 1);
            if (key.equals("input")) inputs.add(declaration(value.strip().replaceAll(" +", " ")));
            else fields.put(key, value.strip());
        }
        return new Function(fields.get("title"), fields.get("source"), inputs, parts[1].strip(), fields.get("output"));
    }

    private static Declaration declaration(String text) {
        Matcher matcher = INPUT.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException("not an input: " + text);
        return new Declaration(
                matcher.group("name"),
                Shape.parse(matcher.group("shape")),
                Optional.ofNullable(matcher.group("below")).map(Size::of),
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
