package dev.dscore.lang;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/** What a message calls the constructs of Python that the language has not. */
final class Refusal {
    private static final String NO_EFFECT = "; leave the line out";
    private static final String WRITTEN_OUT = "; write its lines out, with the names that are given here";

    /** What to write instead of a word of Python's. */
    private static final Map<String, String> REMEDIES = Map.of("async", WRITTEN_OUT);

    /** Functions that Python itself has and the language has not. */
    private static final Set<String> PYTHON = Set.of(
            ("__import__ all any bool breakpoint bytes callable chr complex dict dir divmod enumerate eval exec filter float format "
                            + "frozenset getattr globals hasattr hash hex id input int isinstance issubclass iter list "
                            + "locals map next object open ord pow print repr reversed round set setattr slice sorted str "
                            + "super tuple type vars zip")
                    .split(" "));

    /** Functions and constants that NumPy has and the language has not: none of them is a misspelling. */
    private static final Set<String> NUMPY = Set.of(
            ("all allclose any append apply_along_axis arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax "
                            + "argmin argpartition argwhere around array array_equal array_split asarray ascontiguousarray "
                            + "asfarray astype atleast_1d atleast_2d atleast_3d average bincount block bool_ cbrt ceil clip "
                            + "column_stack concatenate conj convolve copyto corrcoef correlate cos cosh count_nonzero cov "
                            + "cross cumprod cumsum degrees delete diag diag_indices diagflat diagonal diff digitize divmod "
                            + "dsplit dstack e einsum empty empty_like equal exp2 expand_dims extract eye fabs fft fill "
                            + "fill_diagonal finfo fix flatten flip fliplr flipud float16 float32 float64 float_power floor "
                            + "floor_divide fmax fmin fmod full full_like geomspace gradient greater greater_equal heaviside "
                            + "histogram hsplit hstack hypot identity iinfo in1d indices inf inner insert int32 int64 interp "
                            + "intersect1d invert isclose isfinite isin isinf isnan item ix_ kron less less_equal lexsort "
                            + "linalg linspace log10 log2 logaddexp logaddexp2 logical_and logical_not logical_or "
                            + "logical_xor logspace median meshgrid mgrid mod moveaxis nan nan_to_num nanmax nanmean nanmin "
                            + "nansum ndarray ndenumerate ndindex nonzero not_equal ogrid pad partition percentile pi place "
                            + "prod ptp put put_along_axis putmask quantile r_ c_ rad2deg radians random ravel reciprocal "
                            + "remainder repeat resize rint roll rollaxis rot90 round searchsorted select shuffle sin sinc "
                            + "sinh sort split squeeze stack std swapaxes take take_along_axis tan tensordot tile tolist "
                            + "trace trapz tri tril triu true_divide trunc unique unravel_index vander vdot vectorize view "
                            + "vsplit vstack zeros")
                    .split(" "));

    private Refusal() {}

    /** Whether Python itself has a function of this name. */
    static boolean isPythons(String function) {
        return PYTHON.contains(function);
    }

    /** Whether NumPy has a function or constant of this name that the language has not. */
    static boolean isNumpys(String function) {
        return NUMPY.contains(function);
    }

    /**
     * The sentence that refuses a statement.
     *
     * @param statement its tokens, with those that end it
     * @param at the first token that does not fit
     */
    static String refusal(List<Token> statement, Token at) {
        int index = at.getTokenIndex() - statement.get(0).getTokenIndex();
        String text = printable(at.getText());
        boolean first = index == 0;
        return switch (at.getType()) {
            case PythonLexer.KEYWORD -> keyword(statement, index);
            case PythonLexer.STRING -> string(text) + " is not taken";
            case PythonLexer.OPEN_INDEX -> (hasLoop(statement, index) ? "a comprehension" : "a list") + " is not taken";
            case PythonLexer.OPEN_SET -> braces(statement, index) + " is not taken";
            case PythonLexer.SIGN ->
                first && text.equals("%")
                        ? "a notebook's command is not taken" + NO_EFFECT
                        : quoted(text) + " is not taken";
            case PythonLexer.OTHER ->
                switch (text) {
                    case "'", "\"" -> "the string is never closed";
                    case "!", "?", "$" -> first ? "a notebook's command is not taken" + NO_EFFECT : foreign(text);
                    default -> foreign(text);
                };
            case PythonLexer.CLOSE, PythonLexer.CLOSE_INDEX, PythonLexer.CLOSE_SET -> closing(statement, index, text);
            default -> sign(statement, index, text);
        };
    }

    private static String sign(List<Token> statement, int index, String text) {
        boolean first = index == 0;
        if (first && text.equals("%")) return "a notebook's command is not taken" + NO_EFFECT;
        if (first && text.equals("@")) return "a decorator is not taken" + NO_EFFECT;
        if (text.equals("*") && startsOperand(statement, index)) return "`*` before a value is not taken";
        if (text.equals("**") && startsOperand(statement, index)) return "`**` before a value is not taken";
        if (text.equals("...")) return "`...` is not taken" + (first ? NO_EFFECT : " outside an index");
        if (text.equals("*") && statement.get(0).getText().equals("from")) {
            return "`from … import *` is not taken; write np. before the functions";
        }
        if (text.matches("[-+*/]?=")) return assignment(statement, index, text);
        if (text.equals(":") && depth(statement, index) == 0) {
            boolean name = index == 1 && statement.get(0).getType() == PythonLexer.NAME;
            return name
                    ? "an annotation is not taken; write `" + statement.get(0).getText() + " = …`"
                    : unread(text);
        }
        return unread(text);
    }

    private static String assignment(List<Token> statement, int index, String text) {
        List<String> before =
                statement.subList(0, index).stream().map(Token::getText).toList();
        if (depth(statement, index) > 0) return unread(text);
        if (index == 1 && before.get(0).matches("[a-z]+") && statement.get(0).getType() != PythonLexer.NAME) {
            return before.get(0) + ": " + before.get(0) + " has a meaning of its own; choose another name";
        }
        if (index == 0) return "a name must stand before `" + text + "`";
        if (before.stream().anyMatch(sign -> sign.matches("[-+*/]?="))) {
            return "`a = b = …` is not taken; assign one name a line";
        }
        String left = Source.shortened(String.join("", before));
        if (before.contains(".") && !before.contains("(")) return "assigning the attribute " + left + " is not taken";
        if (before.contains(",")) return "assigning entries beside other values is not taken; assign one a line";
        return "assigning to " + left + " is not taken; a name can be assigned, and the entries of a name";
    }

    private static String keyword(List<Token> statement, int index) {
        String word = statement.get(index).getText();
        String remedy = REMEDIES.getOrDefault(word, "");
        boolean first = index == 0;
        boolean named = index + 1 < statement.size()
                && statement.get(index + 1).getText().equals("=");
        if (first && named) return word + ": " + word + " has a meaning of its own; choose another name";
        if (word.equals("async") && index + 1 < statement.size()) {
            return quoted("async " + printable(statement.get(index + 1).getText())) + " is not taken" + remedy;
        }
        if (word.equals("for") && depth(statement, index) > 0) return "a comprehension is not taken";
        if (word.equals("if") && !first) return "`a if c else b` is not taken" + remedy;
        return quoted(word) + " is not taken" + remedy;
    }

    /** What a message calls a string, by how it is written. */
    static String string(String text) {
        String prefix = text.split("['\"]", 2)[0].toLowerCase(Locale.ROOT);
        return prefix.contains("f") ? "an f-string" : "a string";
    }

    private static String braces(List<Token> statement, int index) {
        if (hasLoop(statement, index)) return "a comprehension";
        boolean empty = index + 1 < statement.size() && statement.get(index + 1).getType() == PythonLexer.CLOSE_SET;
        int depth = 0;
        for (Token token : statement.subList(index, statement.size())) {
            depth += nesting(token);
            if (depth == 0) break;
            if (depth == 1 && token.getText().equals(":")) return "a dictionary";
        }
        return empty ? "a dictionary" : "a set";
    }

    private static boolean hasLoop(List<Token> statement, int opening) {
        int depth = 0;
        for (Token token : statement.subList(opening, statement.size())) {
            depth += nesting(token);
            if (depth == 0) return false;
            if (depth == 1 && token.getText().equals("for")) return true;
        }
        return false;
    }

    private static String closing(List<Token> statement, int index, String text) {
        if (depth(statement, index) <= 0) return quoted(text) + " closes no bracket";
        return unread(text);
    }

    // after a sign or at the start, where an operand is expected
    private static boolean startsOperand(List<Token> statement, int index) {
        if (index == 0) return true;
        return switch (statement.get(index - 1).getType()) {
            case PythonLexer.NAME,
                    PythonLexer.NUMBER,
                    PythonLexer.STRING,
                    PythonLexer.CLOSE,
                    PythonLexer.CLOSE_INDEX,
                    PythonLexer.CLOSE_SET -> false;
            default -> !statement.get(index - 1).getText().equals("import");
        };
    }

    /** The last bracket before {@code at} that the statement never closes. */
    static Optional<Token> unclosed(List<Token> statement, Token at) {
        Deque<Token> open = new ArrayDeque<>();
        for (Token token : statement) {
            int nesting = nesting(token);
            if (nesting > 0) open.push(token);
            if (nesting < 0 && !open.isEmpty()) open.pop();
        }
        return open.stream()
                .filter(token -> token.getTokenIndex() < at.getTokenIndex())
                .findFirst();
    }

    private static int depth(List<Token> statement, int index) {
        return statement.subList(0, index).stream().mapToInt(Refusal::nesting).sum();
    }

    /** 1 for a bracket that opens, −1 for one that closes. */
    static int nesting(Token token) {
        return switch (token.getType()) {
            case PythonLexer.OPEN, PythonLexer.OPEN_INDEX, PythonLexer.OPEN_SET -> 1;
            case PythonLexer.CLOSE, PythonLexer.CLOSE_INDEX, PythonLexer.CLOSE_SET -> -1;
            default -> 0;
        };
    }

    private static String unread(String text) {
        return "the line cannot be read from '" + Source.shortened(text) + "' on";
    }

    private static String foreign(String text) {
        return "'" + text + "' is not part of the language";
    }

    private static String quoted(String text) {
        return "`" + Source.shortened(text) + "`";
    }

    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) shown.append(String.format("\\u%04x", c));
            else shown.appendCodePoint(c);
        });
        return shown.toString();
    }
}
