package dev.dscore.report;

/** How printable text is escaped for the format that shows it, so that it is text there and never markup. */
enum Escaping {
    /** One line. What autograders show as it is, too. */
    PLAIN {
        @Override
        String of(String text) {
            return text.replaceAll("\\s+", " ");
        }
    },
    /** One line of CommonMark, of GitHub's with its links of bare addresses, and of notebooks with their formulas. */
    MARKDOWN {
        @Override
        String of(String text) {
            return PLAIN.of(text)
                    .strip()
                    .replaceAll("[\\\\`*_{}\\[\\]<>()#+!|~&$@-]|:(?! )|(?i)(?<=www)\\.|(?<=^\\d{1,9})\\.", "\\\\$0");
        }
    },
    /** HTML's text; lines stay. */
    HTML {
        @Override
        String of(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
    };

    abstract String of(String text);
}
