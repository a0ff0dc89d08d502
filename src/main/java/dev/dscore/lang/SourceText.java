package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ParserATNSimulator;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.dfa.DFA;
import org.jspecify.annotations.Nullable;

/** From text to parse tree, within limits that keep both quick and shallow. */
final class SourceText {
    private static final int SHOWN = 60;

    // the texts of the tests make two hundred
    private static final int MOST_STATES = 2_000;
    private static volatile Prediction prediction = new Prediction();

    private static final Set<String> STORES = Set.of("=", "+=", "-=", "*=", "/=");

    private SourceText() {}

    /**
     * A program as far as it parses.
     *
     * @param parsed the statements before the first that does not parse
     * @param tokens of every statement, those that do not parse included; empty where the text is too long to be read
     * @param stop why the statement after the last parsed one does not parse
     */
    record Statements(List<ParserRuleContext> parsed, List<List<Token>> tokens, Optional<SourceException> stop) {}

    /** The statements of {@code text}, one by one until one does not parse or goes beyond the limits. */
    static Statements statements(String text, Limits limits) {
        Optional<SourceException> tooLong = limits.exceeded(text);
        if (tooLong.isPresent()) return new Statements(List.of(), List.of(), tooLong);
        CommonTokenStream stream = tokens(text);
        NumpyParser parser = parser(stream);
        List<List<Token>> tokens = split(stream.getTokens());
        List<ParserRuleContext> parsed = new ArrayList<>();
        if (prediction.size() > MOST_STATES) prediction = new Prediction();
        try {
            for (List<Token> statement : tokens) {
                limits.check(parsed.size(), statement);
                stream.seek(statement.get(0).getTokenIndex());
                parsed.add(
                        isStore(statement)
                                ? parser.stored().store()
                                : parser.line().statement());
            }
        } catch (SourceException e) {
            return new Statements(parsed, tokens, Optional.of(e));
        }
        return new Statements(parsed, tokens, Optional.empty());
    }

    /**
     * One construct, such as a line of a table.
     *
     * @throws SourceException for whatever is not in the grammar or goes beyond the limits
     */
    static <T> T parse(String text, Limits limits, Function<NumpyParser, T> start) {
        limits.exceeded(text).ifPresent(e -> {
            throw e;
        });
        CommonTokenStream stream = tokens(text);
        for (List<Token> statement : split(stream.getTokens())) limits.check(0, statement);
        return start.apply(parser(stream));
    }

    private static CommonTokenStream tokens(String text) {
        NumpyLexer lexer = new NumpyLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        return tokens;
    }

    private static NumpyParser parser(CommonTokenStream tokens) {
        NumpyParser parser = new NumpyParser(tokens);
        Prediction known = prediction;
        parser.setInterpreter(new ParserATNSimulator(parser, parser.getATN(), known.decisions, known.contexts));
        parser.removeErrorListeners();
        parser.addErrorListener(new Refusal(tokens));
        return parser;
    }

    /** What parsers have learnt of which way to go, from all texts so far: ANTLR's own is never thrown away. */
    private static final class Prediction {
        private final PredictionContextCache contexts = new PredictionContextCache();
        private final DFA[] decisions;

        private Prediction() {
            ATN grammar = NumpyParser._ATN;
            decisions = new DFA[grammar.getNumberOfDecisions()];
            Arrays.setAll(decisions, i -> new DFA(grammar.getDecisionState(i), i));
        }

        private int size() {
            int states = contexts.size();
            for (DFA decision : decisions) {
                synchronized (decision.states) {
                    states += decision.states.size();
                }
            }
            return states;
        }
    }

    // x = …, x, y = …, x += …, x[…] = …
    private static boolean isStore(List<Token> statement) {
        int next = 0;
        while (next + 1 < statement.size() && isName(statement, next) && isText(statement, next + 1, ",")) next += 2;
        if (isName(statement, next)) next++;
        if (next == 1 && isText(statement, 1, "[")) {
            int depth = 0;
            do depth += Limits.depth(statement.get(next++));
            while (depth > 0 && next < statement.size());
        }
        return next > 0
                && next < statement.size()
                && STORES.contains(statement.get(next).getText());
    }

    private static boolean isName(List<Token> statement, int at) {
        return at < statement.size() && statement.get(at).getType() == NumpyLexer.NAME;
    }

    private static boolean isText(List<Token> statement, int at, String text) {
        return at < statement.size() && statement.get(at).getText().equals(text);
    }

    // between line ends and semicolons; empty ones are left out
    private static List<List<Token>> split(List<Token> all) {
        List<List<Token>> statements = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < all.size(); i++) {
            if (!isEnd(all.get(i))) continue;
            if (i > start) statements.add(all.subList(start, i));
            start = i + 1;
        }
        return statements;
    }

    static boolean isEnd(Token token) {
        return token.getType() == Token.EOF
                || token.getType() == NumpyLexer.NEWLINE
                || token.getText().equals(";");
    }

    static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }

    private static final class Refusal extends BaseErrorListener {
        private final CommonTokenStream tokens;

        private Refusal(CommonTokenStream tokens) {
            this.tokens = tokens;
        }

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            Token token = (Token) symbol;
            Optional<Token> open = Construct.unclosed(statement(token), token);
            if (open.isPresent() && open.get().getLine() < line) {
                String bracket = open.get().getText();
                throw new SourceException(
                        open.get().getLine(),
                        open.get().getCharPositionInLine() + 1,
                        bracket,
                        "the code ends too early: `" + bracket + "` is never closed");
            }
            String refusal =
                    switch (token.getType()) {
                        case Token.EOF -> "the code ends too early" + expected(recognizer);
                        case NumpyLexer.NEWLINE -> "the line ends too early" + expected(recognizer);
                        default -> Construct.refusal(statement(token), token);
                    };
            throw new SourceException(line, column + 1, token.getType() == Token.EOF ? "" : token.getText(), refusal);
        }

        private List<Token> statement(Token token) {
            int start = token.getTokenIndex(), end = start + 1;
            while (start > 0 && !isEnd(tokens.get(start - 1))) start--;
            while (!isEnd(tokens.get(end - 1))) end++;
            return tokens.getTokens().subList(start, end);
        }

        private static String expected(Recognizer<?, ?> recognizer) {
            var expected = ((NumpyParser) recognizer).getExpectedTokens();
            // before a statement's first sign, what was expected is any statement
            if (expected.size() > 4 || expected.contains(NumpyLexer.NAME)) return "";
            return "; expected " + expected.toString(recognizer.getVocabulary()).replaceAll("[{}]", "");
        }
    }
}
