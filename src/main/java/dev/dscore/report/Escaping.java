package dev.dscore.report;

/** Escapes printable text for the format that shows it, so that it is text there and never markup. */
enum Escaping {
    /** One line, also for autograders, which show text as it is. */
    PLAIN {
        @Override
        String of(String text) {
            return text.replaceAll("\\s+", " ");
        }
    },
    /** One line of CommonMark; also covers GitHub's links of bare addresses and the formulas of notebooks. */
    MARKDOWN {
        @Override
        String of(String text) {
            return PLAIN.of(text)
                    .strip()
                    .replaceAll("[\\\\`*_{}\\[\\]<>()#+!|~&$@-]|:(?! )|(?i)(?<=www)\\.|(?<=^\\d{1,9})\\.", "\\\\$0");
        }
    },
    /** The text of HTML; line ends stay. */
    HTML {
        @Override
        String of(String text) {
            return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        }
    };

    abstract String of(String text);
}
