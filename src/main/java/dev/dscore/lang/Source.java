package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ParserATNSimulator;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.dfa.DFA;
import org.jspecify.annotations.Nullable;

/** A text and its tokens. Parses one statement or header after the other, within limits. */
final class Source {
    private static final int SHOWN = 60;

    // bounds the cached states of the parser; the texts of the tests make a thousand
    private static final int MOST_STATES = 10_000;
    private static volatile Prediction prediction = new Prediction();

    private final String text;
    private final IntUnaryOperator offsets;
    private final CommonTokenStream stream;
    private final PythonParser parser;
    private final TreeBuilder trees;

    Source(String text) {
        if (prediction.size() > MOST_STATES) prediction = new Prediction();
        this.text = text;
        this.offsets = Place.offsets(text);
        this.stream = tokens(text);
        this.parser = parser(stream);
        this.trees = new TreeBuilder(text);
    }

    String text() {
        return text;
    }

    List<Token> tokens() {
        return stream.getTokens();
    }

    TreeBuilder trees() {
        return trees;
    }

    /** Parses {@code rule} from {@code first} on. */
    <T> T parse(Token first, Function<PythonParser, T> rule) {
        stream.seek(first.getTokenIndex());
        // a parser that is still recovering from an earlier error reports nothing
        parser.getErrorHandler().reset(parser);
        return rule.apply(parser);
    }

    /** Returns the token after the last one that was parsed. */
    Token next() {
        return stream.LT(1);
    }

    Place at(Token first, Token last) {
        return Place.of(text, offsets, first, last);
    }

    /** Parses an expression within a string. */
    static Expression expression(String text, Place at) {
        Source source = new Source(text);
        try {
            Token first = source.tokens().get(0);
            Limits.DEFAULT.check(0, source.tokens());
            PythonParser.ExpressionContext context = source.parse(first, PythonParser::expression);
            if (source.next().getType() != Token.EOF) throw at.error("a field is no expression");
            return source.trees().visit(context);
        } catch (SourceException e) {
            throw e.stop() == Stop.UNSUPPORTED
                    ? at.refused("{}", Message.fixed(e.getMessage()))
                    : at.error("{}", Message.fixed(e.getMessage()));
        }
    }

    static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }

    static boolean isEnd(Token token) {
        return token.getType() == Token.EOF
                || token.getType() == PythonLexer.NEWLINE
                || token.getText().equals(";");
    }

    private static CommonTokenStream tokens(String text) {
        PythonLexer lexer = new PythonLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        return tokens;
    }

    private static PythonParser parser(CommonTokenStream tokens) {
        PythonParser parser = new PythonParser(tokens);
        Prediction known = prediction;
        parser.setInterpreter(new ParserATNSimulator(parser, parser.getATN(), known.decisions, known.contexts));
        parser.removeErrorListeners();
        parser.addErrorListener(new Misfit(tokens));
        return parser;
    }

    /** The predictions that parsers have learnt from the texts so far. ANTLR never clears its own cache. */
    private static final class Prediction {
        private final PredictionContextCache contexts = new PredictionContextCache();
        private final DFA[] decisions;

        private Prediction() {
            ATN grammar = PythonParser._ATN;
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

    private static final class Misfit extends BaseErrorListener {
        private final CommonTokenStream tokens;

        private Misfit(CommonTokenStream tokens) {
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
            Optional<Token> open = Refusal.unclosed(statement(token), token);
            if (open.isPresent() && open.get().getLine() < line) {
                String bracket = open.get().getText();
                throw new SourceException(
                        open.get().getLine(),
                        open.get().getCharPositionInLine() + 1,
                        bracket,
                        "the code ends too early: `" + bracket + "` is never closed");
            }
            Optional<String> old = Refusal.ofPython2(statement(token));
            String refusal = old.isPresent()
                    ? old.get()
                    : switch (token.getType()) {
                        case Token.EOF -> "the code ends too early" + expected(recognizer);
                        case PythonLexer.NEWLINE -> "the line ends too early" + expected(recognizer);
                        default -> Refusal.refusal(statement(token), token);
                    };
            throw new SourceException(
                    Refusal.isNotebooks(refusal) ? Stop.UNSUPPORTED : Stop.ERROR,
                    line,
                    column + 1,
                    token.getType() == Token.EOF ? "" : token.getText(),
                    refusal);
        }

        private List<Token> statement(Token token) {
            int start = token.getTokenIndex(), end = start + 1;
            while (start > 0 && !isEnd(tokens.get(start - 1))) start--;
            while (!isEnd(tokens.get(end - 1))) end++;
            return new ArrayList<>(tokens.getTokens().subList(start, end));
        }

        private static String expected(Recognizer<?, ?> recognizer) {
            var expected = ((PythonParser) recognizer).getExpectedTokens();
            // at the beginning of a statement any statement is expected, so nothing is named
            if (expected.size() > 4 || expected.contains(PythonLexer.NAME)) return "";
            return "; expected " + expected.toString(recognizer.getVocabulary()).replaceAll("[{}]", "");
        }
    }
}
