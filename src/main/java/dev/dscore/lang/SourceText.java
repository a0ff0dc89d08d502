package dev.dscore.lang;

import java.util.function.Function;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** From text to parse tree, within limits that keep both quick and shallow. */
final class SourceText {
    private static final int SHOWN = 60;

    private SourceText() {}

    /** @throws SourceException for whatever is not in the grammar or goes beyond the limits */
    static <T> T parse(String text, Limits limits, Function<NumpyParser, T> start) {
        if (text.length() > limits.characters()) {
            throw new SourceException(
                    1,
                    1,
                    "",
                    "the code has " + text.length() + " characters; at most " + limits.characters() + " are read");
        }
        NumpyLexer lexer = new NumpyLexer(CharStreams.fromString(text));
        lexer.removeErrorListeners();
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        tokens.fill();
        limits.check(tokens.getTokens());
        NumpyParser parser = new NumpyParser(tokens);
        parser.removeErrorListeners();
        parser.addErrorListener(new Refusal());
        return start.apply(parser);
    }

    static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…";
    }

    private static final class Refusal extends BaseErrorListener {
        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            Token token = (Token) symbol;
            String found =
                    switch (token.getType()) {
                        case Token.EOF -> "the code ends too early";
                        case NumpyLexer.NEWLINE -> "the line ends too early";
                        default -> "'" + shortened(token.getText()) + "' cannot stand here";
                    };
            throw new SourceException(
                    line,
                    column + 1,
                    token.getType() == Token.EOF ? "" : token.getText(),
                    found + expected(recognizer));
        }

        private static String expected(Recognizer<?, ?> recognizer) {
            var expected = ((NumpyParser) recognizer).getExpectedTokens();
            // before a statement's first sign, what was expected is any statement
            if (expected.size() > 4 || expected.contains(NumpyLexer.NAME)) return "";
            return "; expected " + expected.toString(recognizer.getVocabulary()).replaceAll("[{}]", "");
        }
    }
}
