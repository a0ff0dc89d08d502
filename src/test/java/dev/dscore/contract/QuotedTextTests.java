package dev.dscore.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.Trials;
import dev.dscore.app.Engine;
import dev.dscore.app.Engines;
import dev.dscore.compute.Allowance;
import dev.dscore.problem.Printable;
import dev.dscore.problem.Problem;
import dev.dscore.report.Format;
import dev.dscore.report.ShownReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever stands in code, names and values: where it is quoted it is text, in every form. */
class QuotedTextTests {
    private static final List<String> PIECES = List.of(
            "\u001b[31m",
            "\u001b]8;;http://evil.example\u0007",
            "\u0007",
            "\b",
            "\u007f",
            "\u009b2J",
            "\u202e",
            "\u2066",
            "\u200b",
            "\ufeff",
            "\u2028",
            "\ud83d",
            "\udb40\udc41",
            "\r",
            "<img src=x onerror=alert(1)>",
            "<h1>",
            "</pre></div>",
            "<!--",
            "&lt;b&gt;",
            "[a](http://evil.example)",
            "![a](http://evil.example)",
            "<http://evil.example>",
            "http://evil.example",
            "WWW.evil.example",
            "a@evil.example",
            "`",
            "```",
            "**",
            "__",
            "~~",
            "|",
            "\\",
            "$x$",
            "# ",
            "- ",
            "1. ",
            "~/",
            "a",
            "=",
            " ",
            "\t");
    // DerivedCoreProperties.txt of Unicode 15, Default_Ignorable_Code_Point: first and last of each range
    private static final int[] INVISIBLE = {
        0xad, 0xad, 0x34f, 0x34f, 0x61c, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x200b, 0x200f, 0x202a,
        0x202e, 0x2060, 0x206f, 0x3164, 0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfff8, 0x1bca0,
        0x1bca3, 0x1d173, 0x1d17a, 0xe0000, 0xe0fff
    };
    private static final Pattern TAG = Pattern.compile("<(?!/?(div|p|span|b|svg|rect|g|path|pre)[ >/])");

    // %s stands for the text, of a line
    private static final List<String> SUBMISSIONS = List.of(
            "\"code\": \"dw = X.T @ (w + # %s\\n diff)\"",
            "\"code\": \"dw = w # %s\"",
            "\"code\": \"dw = '%s'\"",
            "\"code\": \"%s\"",
            "\"code\": \"dw = X.T @ (w - # %s\\n w\"",
            "\"submitted\": {\"%s\": [1, 2], \"dw\": [1, 2]}",
            "\"submitted\": {\"dw\": \"%s\"}",
            "\"submitted\": {\"dw\": [1, \"%s\"]}",
            "\"submitted\": {\"dw\": {\"dtype\": \"%s\", \"shape\": [2], \"data\": [1, 2]}}");
    private static final List<String> REFUSED = List.of(
            "{\"function\": \"%s\"}",
            "{\"function\": \"ridge\", \"%s\": 1}",
            "{\"function\": {\"%s\": 1}}",
            "{\"function\": {\"inputs\": {\"%s\": \"N\"}, \"code\": \"z = 1\", \"output\": \"z\"}}",
            "{\"function\": {\"inputs\": {\"x\": \"%s !\"}, \"code\": \"z = 1\", \"output\": \"z\"}}",
            "{\"function\": {\"inputs\": {\"x\": \"N\"}, \"code\": \"z = (x + # %s\\n y)\", \"output\": \"z\"}}",
            "{\"function\": {\"inputs\": {\"x\": \"N\"}, \"code\": \"z = x\", \"output\": \"%s !\"}}",
            "{\"function\": \"linear-regression\", \"seed\": 1, \"points\": {\"%s !\": 1}}",
            "{\"function\": \"linear-regression\", \"sizes\": {\"%s !\": 1}}",
            "{\"function\": \"linear-regression\", \"inputs\": {\"%s !\": 1}}",
            "{\"function\": \"linear-regression\", \"reveal\": \"%s !\", \"seed\": 1}");

    private static final Engine ENGINE = Engines.SHARED;
    private static final JsonMapper JSON = Json.mapper(4_000_000);

    // ECMA-48's controls, separators of lines, halves of characters, and what is not seen
    private static final List<String> ACTING = IntStream.rangeClosed(0, 0xffff)
            .filter(QuotedTextTests::acts)
            .mapToObj(Character::toString)
            .toList();

    private static boolean acts(int character) {
        boolean control =
                character < 0x20 && character != '\n' && character != '\t' || character >= 0x7f && character < 0xa0;
        boolean half = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        if (control || half || character == 0x2028 || character == 0x2029) return true;
        for (int i = 0; i < INVISIBLE.length; i += 2) {
            if (character >= INVISIBLE[i] && character <= INVISIBLE[i + 1]) return true;
        }
        return false;
    }

    private static void isShown(String text) {
        assertThat(text.codePoints().filter(QuotedTextTests::acts).mapToObj(Character::getName))
                .as(text)
                .isEmpty();
    }

    @Test
    void ofAllCharactersThoseThatActAreReplacedAndNoLetter() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            String text = "a" + Character.toString(character) + "b", shown = Printable.of(text);
            if (acts(character))
                assertThat(shown).as(Character.getName(character)).isEqualTo("a?b");
            else if (Character.isLetterOrDigit(character)) assertThat(shown).isEqualTo(text);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int pieces = 1 + random.nextInt(5); pieces > 0; pieces--) {
            switch (random.nextInt(3)) {
                case 0 -> text.append(Trials.pick(random, PIECES));
                case 1 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                default -> text.append(Trials.pick(random, ACTING));
            }
        }
        return text.toString();
    }

    @Test
    void aReportShowsItAsText() {
        Trials.run(400, random -> aReportShowsItAsText(Trials.pick(random, SUBMISSIONS), text(random)));
    }

    @Test
    void aProblemShowsItAsText() {
        Trials.run(400, random -> aProblemShowsItAsText(Trials.pick(random, REFUSED), text(random)));
    }

    @Test
    void aProblemIsNoLongerThanAPage() {
        for (String refused : REFUSED) {
            aProblemShowsItAsText(refused, "a".repeat(5_000));
            aProblemShowsItAsText(refused, "\u202e".repeat(5_000));
        }
    }

    private static void aReportShowsItAsText(String submission, String text) throws Exception {
        String request = "{\"function\": \"linear-regression\", \"seed\": 1, \"points\": {\"dw\": 1, \"db\": 1}, "
                + submission.replace("%s", quoted(text)) + "}";
        GradeRequest read = JSON.readValue(request, GradeRequest.class);
        ShownReport report = graded(read);
        String plain = written(report, Format.TEXT), html = written(report, Format.HTML);
        isShown(plain);
        assertThat(plain).doesNotContain("\t");
        isMarkdownsText(written(report, Format.MARKDOWN));
        isShown(html);
        assertThat(html).doesNotContainPattern(TAG);
        assertThat(html.split("</div>", -1)).hasSameSizeAs(html.split("<div", -1));
        assertThat(html.split("</pre>", -1)).hasSameSizeAs(html.split("<pre", -1));
        for (Format format : Format.values()) {
            if (format != Format.JSON && !format.isForAutograder()) continue;
            written(report, format).lines().forEach(document -> isPrintable(JSON.readTree(document)));
        }
        JsonNode gradescope = JSON.readTree(written(report, Format.GRADESCOPE));
        assertThat(gradescope.get("output").asString())
                .doesNotContain("<", ">")
                .doesNotContainPattern("&(?!lt;|gt;|amp;)");
    }

    private static void aProblemShowsItAsText(String refused, String text) {
        String request = refused.replace("%s", quoted(text));
        Exception thrown = null;
        try {
            GradeRequest read = JSON.readValue(request, GradeRequest.class);
            graded(read);
        } catch (Exception e) {
            thrown = e;
        }
        assertThat(thrown).as(request).isNotNull();
        JsonNode problem = JSON.valueToTree(Problem.of(thrown).document());
        assertThat(problem.get("status").asInt()).isLessThan(500);
        isPrintable(problem);
    }

    private static ShownReport graded(GradeRequest request) throws Exception {
        Allowance allowance = ENGINE.allowance();
        return ShownReport.of(
                request.bind(ENGINE, allowance).run(ENGINE, allowance).report(), request.revealed());
    }

    private static String written(ShownReport report, Format format) {
        return new ReportWriter(JSON).write(report, format, Spelling.LIST);
    }

    private static String quoted(String text) {
        String quoted = JSON.writeValueAsString(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static void isPrintable(JsonNode node) {
        if (node.isString()) {
            isShown(node.asString());
            assertThat(node.asString()).hasSizeLessThan(20_000);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            isShown(member.getKey());
        }
        node.forEach(QuotedTextTests::isPrintable);
    }

    // what is left without what is escaped is the table's and the list's
    private static void isMarkdownsText(String markdown) {
        isShown(markdown);
        assertThat(markdown).doesNotContain("\t");
        List<String> table = new ArrayList<>();
        for (String line : markdown.split("\n")) {
            String bare = line.replaceAll("\\\\\\p{Punct}", "x").replaceAll("^(\\*\\*.*\\*\\*|- line .*)$", "");
            assertThat(bare)
                    .doesNotContainPattern("[<>\\[\\]`$&@!#~_*\\\\]|:\\S|(?i)www\\.|^\\s*(\\d+[.)]|[-+=]+$| {4})");
            if (bare.startsWith("|")) table.add(bare);
            else assertThat(bare).doesNotContain("|");
        }
        assertThat(table).allSatisfy(row -> assertThat(row.split("\\|", -1)).hasSize(6));
    }
}
