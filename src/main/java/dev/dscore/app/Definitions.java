package dev.dscore.app;

import com.github.benmanes.caffeine.cache.Cache;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Kept;
import dev.dscore.compute.Made;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.DefinitionException;
import dev.dscore.functions.Function;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Size;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Nearest;
import dev.dscore.lang.SourceException;
import dev.dscore.problem.Printable;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds functions by name and translates definitions, which are cached: a course sends the same one a thousand times. */
public final class Definitions {
    private final Catalogue catalogue;
    private final Limits limits;
    private final Cache<FunctionSource.Defined, Made<Function>> definitions = Kept.within(
                    (FunctionSource.Defined source, Made<Function> function) -> bytes(source, function.value()))
            .build();

    Definitions(Catalogue catalogue, Limits limits) {
        this.catalogue = catalogue;
        this.limits = limits;
    }

    /** The lengths of axes as far as a request gives them, for the messages about a definition. */
    public interface KnownLengths {
        Map<String, Integer> of(List<Declaration> inputs);
    }

    /**
     * Returns the function that {@code source} stands for.
     *
     * @param allowance for the graph of a definition
     * @throws RequestException if there is no such function, or the definition makes no sense
     */
    public Function function(FunctionSource source, KnownLengths lengths, Allowance allowance) {
        if (source instanceof FunctionSource.Named named) return named(named.name());
        FunctionSource.Defined definition = (FunctionSource.Defined) source;
        Made<Function> known = definitions.getIfPresent(definition);
        if (known != null) return known.chargedTo(allowance);
        Made.Making making = Made.making(allowance);
        Made<Function> defined = making.of(definition, translated(definition, lengths, allowance));
        definitions.put(definition, defined);
        return defined.value();
    }

    // the texts of a definition are referenced by the function, too
    private static long bytes(FunctionSource.Defined source, Function function) {
        long bytes = 200 + 2L * source.code().length();
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

    private Function named(String name) {
        return catalogue
                .find(name)
                .map(Catalogue.Entry::function)
                .orElseThrow(() -> new RequestException(
                        ProblemType.UNKNOWN_NAME,
                        Printable.quoted(name) + " is not in the catalogue"
                                + Nearest.to(name, catalogue.entries().keySet()),
                        "/function"));
    }

    private Function translated(FunctionSource.Defined source, KnownLengths lengths, Allowance allowance) {
        try {
            return new Function(source.inputs(), source.code(), source.outputs(), limits, allowance);
        } catch (SourceException e) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("line", e.line());
            place.put("column", e.column());
            place.put("text", e.text());
            String where = "line " + e.line() + ", column " + e.column() + ": ";
            throw new RequestException(
                    ProblemType.INVALID_DEFINITION,
                    where + e.getMessage() + inNumbers(e.unequal(), lengths.of(source.inputs())) + e.remedy(),
                    "/function/code",
                    place);
        } catch (DefinitionException e) {
            throw invalid(String.valueOf(e.getMessage()), e.pointer());
        } catch (RuntimeException | Error e) {
            FailureNote.add(e, source);
            throw e;
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
