package dev.dscore.lang;

/** Parses the number literals of Python. */
final class NumberLiteral {
    /** Maximum number of digits of a whole number that a long always holds. */
    private static final int LONGEST_WHOLE = 17;

    private NumberLiteral() {}

    /** @param text the literal without the underscores between digits */
    static Expression of(String text, Place at) {
        if (text.matches("0[xXoObB].*")) {
            int radix = text.matches("0[xX].*") ? 16 : text.matches("0[oO].*") ? 8 : 2;
            try {
                return new Expression.Literal(at, Whole.of(Long.parseLong(text.substring(2), radix)));
            } catch (NumberFormatException | Fault e) {
                throw at.error(Whole.tooLarge());
            }
        }
        if (text.matches(".*[jJ]")) throw at.refused("complex numbers are not taken");
        if (text.matches("0\\d+") && !text.matches("0+")) {
            throw at.error(
                    "begins with 0, which Python 3 does not read; 0o{} is octal", Message.fixed(text.substring(1)));
        }
        if (text.matches("\\d+")) {
            if (text.length() > LONGEST_WHOLE) throw at.error(Whole.tooLarge());
            try {
                return new Expression.Literal(at, Whole.of(Long.parseLong(text)));
            } catch (Fault e) {
                throw at.error(e);
            }
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) throw at.error("is too large a number for float64");
        return new Expression.Literal(at, new Value.Real(value));
    }
}
