package dev.dscore.app;

import com.github.benmanes.caffeine.cache.Cache;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Kept;
import dev.dscore.compute.Made;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.DefinitionException;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.functions.Written;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Size;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Nearest;
import dev.dscore.lang.Program;
import dev.dscore.lang.SourceException;
import dev.dscore.problem.Printable;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds functions by name and translates definitions. Translations are cached: a course sends the same one a thousand
 * times.
 */
public final class Definitions {
    private final Catalogue catalogue;
    private final Limits limits;
    private final Cache<Key, Made<FunctionDefinition>> definitions = Kept.within(
                    (Key key, Made<FunctionDefinition> function) -> bytes(key.written, function.value()))
            .build();

    Definitions(Catalogue catalogue, Limits limits) {
        this.catalogue = catalogue;
        this.limits = limits;
    }

    /** @param lengths the lengths that the function is translated for; empty if it holds for all lengths */
    private record Key(Written written, Map<String, Integer> lengths) {}

    /** The lengths of axes, as far as a request gives them. */
    public interface KnownLengths {
        Map<String, Integer> of(List<Declaration> inputs);

        /** Returns whether inputs are drawn at random, so that the other axes get lengths, too. */
        default boolean areDrawn() {
            return false;
        }

        /** Returns the given lengths of inputs that are drawn. */
        static KnownLengths drawn(Map<String, Integer> given) {
            return new KnownLengths() {
                @Override
                public Map<String, Integer> of(List<Declaration> inputs) {
                    return given;
                }

                @Override
                public boolean areDrawn() {
                    return true;
                }
            };
        }
    }

    /**
     * Returns the function that {@code source} names or defines.
     *
     * @param allowance the steps that making the graph of a definition may take
     * @throws RequestException if there is no such function, or the definition is invalid
     */
    public FunctionDefinition function(FunctionSource source, KnownLengths lengths, Allowance allowance) {
        if (source instanceof FunctionSource.Named named) return named(named.name(), lengths, allowance);
        return defined(((FunctionSource.Defined) source).written(), lengths, allowance);
    }

    private FunctionDefinition defined(Written written, KnownLengths lengths, Allowance allowance) {
        Key general = new Key(written, Map.of());
        Made<FunctionDefinition> known = definitions.getIfPresent(general);
        if (known != null) return known.chargedTo(allowance);
        Map<String, Integer> given = lengths.of(written.inputs());
        if (lengths.areDrawn()) given = RandomInputs.sizes(written.inputs(), given);
        Key particular = new Key(written, given);
        known = definitions.getIfPresent(particular);
        if (known != null) return known.chargedTo(allowance);
        Made.Making making = Made.making(allowance);
        FunctionDefinition function = translated(written, given, allowance);
        Made<FunctionDefinition> made = making.of(written, function);
        definitions.put(function.lengths().isEmpty() ? general : particular, made);
        return function;
    }

    // the function refers to the definition's texts, too
    private static long bytes(Written source, FunctionDefinition function) {
        long bytes = 200
                + 2L * source.code().length()
                + 2L * source.plain().toString().length();
        for (String call : source.calls()) bytes += 100 + 2L * call.length();
        for (String output : source.outputs()) bytes += 100 + 2L * output.length();
        for (Declaration input : source.inputs())
            bytes += 500 + 4L * input.name().length() + bytes(input);
        return Graph.bytes(function.graph())
                + 2 * bytes
                + 500L * function.warnings().size();
    }

    private static long bytes(Declaration input) {
        return 4L * input.shape().symbols().length()
                + input.below().map(size -> 4L * size.toString().length()).orElse(0L);
    }

    private FunctionDefinition named(String name, KnownLengths lengths, Allowance allowance) {
        FunctionDefinition function = catalogue
                .find(name)
                .map(Catalogue.Entry::function)
                .orElseThrow(() -> new RequestException(
                        ProblemType.UNKNOWN_NAME,
                        Printable.quoted(name) + " is not in the catalogue"
                                + Nearest.to(name, catalogue.entries().keySet()),
                        "/function"));
        if (function.lengths().isEmpty()) return function;
        Map<String, Integer> given = RandomInputs.sizes(function, lengths.of(function.inputs()));
        if (given.equals(function.lengths())) return function;
        return defined(function.written(), inputs -> given, allowance);
    }

    private FunctionDefinition translated(Written source, Map<String, Integer> lengths, Allowance allowance) {
        try {
            return translated(source, lengths, source.inputs(), allowance);
        } catch (SourceException e) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("line", e.line());
            place.put("column", e.column());
            place.put("text", e.text());
            String where = "line " + e.line() + ", column " + e.column() + ": ";
            throw new RequestException(
                    ProblemType.INVALID_DEFINITION,
                    where + e.getMessage() + inNumbers(e.unequal(), lengths) + e.remedy(),
                    "/function/code",
                    place);
        } catch (DefinitionException e) {
            throw invalid(String.valueOf(e.getMessage()), e.pointer());
        } catch (RuntimeException | Error e) {
            FailureNote.add(e, source);
            throw e;
        }
    }

    // translates for all lengths if possible, else for the lengths of the request
    private FunctionDefinition translated(
            Written source, Map<String, Integer> lengths, List<Declaration> inputs, Allowance allowance)
            throws DefinitionException {
        try {
            return new FunctionDefinition(source, Map.of(), limits, allowance);
        } catch (SourceException e) {
            boolean all = RandomInputs.sizes(inputs, Map.of()).keySet().equals(lengths.keySet());
            boolean some = lengths.values().stream().allMatch(length -> length > 0);
            // a spent allowance: no lengths would change that
            boolean spent = allowance.left() < 0;
            if (!all || !some || spent || !Program.mayDependOnLengths(e)) throw e;
            return particular(source, lengths, e, allowance);
        }
    }

    // if both translations stop at the same line, the message in symbols says more
    private FunctionDefinition particular(
            Written source, Map<String, Integer> lengths, SourceException general, Allowance allowance)
            throws DefinitionException {
        try {
            return new FunctionDefinition(source, lengths, limits, allowance);
        } catch (SourceException e) {
            boolean same = e.line() == general.line() && !general.text().isEmpty();
            throw same ? general : e;
        }
    }

    // D ≠ C (4 ≠ 3)
    private static String inNumbers(List<Size> unequal, Map<String, Integer> lengths) {
        Set<String> known = lengths.keySet();
        if (unequal.isEmpty() || !unequal.stream().allMatch(size -> known.containsAll(size.axes()))) return "";
        try {
            long a = unequal.get(0).in(lengths), b = unequal.get(1).in(lengths);
            return a == b ? " (both are " + a + " here, and need not be)" : " (" + a + " ≠ " + b + ")";
        } catch (ArithmeticException e) {
            return ""; // numbers too large to write down
        }
    }

    private static RequestException invalid(String detail, String pointer) {
        return new RequestException(ProblemType.INVALID_DEFINITION, detail, "/function" + pointer);
    }
}
