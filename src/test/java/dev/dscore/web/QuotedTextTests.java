package dev.dscore.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.security.core.context.SecurityContextHolder;
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
    private static final Pattern ACTING = Pattern.compile(
            "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\\p{Cs}]|\udb40\udc41");
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

    private static ConfigurableApplicationContext beans;

    @BeforeContainer
    static void start() {
        beans = CommandLine.Offline.start();
    }

    @AfterContainer
    static void stop() {
        beans.close();
        SecurityContextHolder.clearContext();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(5).map(pieces -> String.join("", pieces));
    }

    @Provide
    Arbitrary<String> submissions() {
        return Arbitraries.of(SUBMISSIONS);
    }

    @Provide
    Arbitrary<String> refused() {
        return Arbitraries.of(REFUSED);
    }

    @Property(tries = 400)
    void aReportShowsItAsText(@ForAll("submissions") String submission, @ForAll("texts") String text) throws Exception {
        JsonMapper json = beans.getBean(JsonMapper.class);
        GradeController controller = beans.getBean(GradeController.class);
        String request = "{\"function\": \"linear-regression\", \"seed\": 1, \"points\": {\"dw\": 1, \"db\": 1}, "
                + submission.replace("%s", quoted(json, text)) + "}";
        GradeRequest read = json.readValue(request, GradeRequest.class);
        GradeAnswer answer = (GradeAnswer) controller.grade(read, null).getBody();
        isPrintable(json.valueToTree(answer));

        assertThat(ReportText.plain(answer)).doesNotContainPattern(ACTING).doesNotContain("\t");
        isMarkdownsText(ReportText.markdown(answer));
        String html = beans.getBean(HtmlConverter.class).text(answer);
        assertThat(html).doesNotContainPattern(ACTING).doesNotContainPattern(TAG);
        assertThat(html.split("</div>", -1)).hasSameSizeAs(html.split("<div", -1));
        assertThat(html.split("</pre>", -1)).hasSameSizeAs(html.split("<pre", -1));
        for (Projection projection : Projection.values()) {
            projection.of(answer).forEach(document -> isPrintable(json.valueToTree(document)));
        }
        JsonNode gradescope = json.valueToTree(Projection.GRADESCOPE.of(answer).get(0));
        assertThat(gradescope.get("output").asString())
                .doesNotContain("<", ">")
                .doesNotContainPattern("&(?!lt;|gt;|amp;)");
    }

    @Property(tries = 400)
    void aProblemShowsItAsText(@ForAll("refused") String refused, @ForAll("texts") String text) {
        JsonMapper json = beans.getBean(JsonMapper.class);
        String request = refused.replace("%s", quoted(json, text));
        Exception thrown = null;
        try {
            GradeRequest read = json.readValue(request, GradeRequest.class);
            beans.getBean(GradeController.class).grade(read, null);
        } catch (Exception e) {
            thrown = e;
        }
        assertThat(thrown).as(request).isNotNull();
        JsonNode problem = json.valueToTree(beans.getBean(Problems.class).of(thrown));
        assertThat(problem.get("status").asInt()).isLessThan(500);
        isPrintable(problem);
    }

    @Property(tries = 10)
    void aProblemIsNoLongerThanAPage(@ForAll("refused") String refused) {
        aProblemShowsItAsText(refused, "a".repeat(5_000));
        aProblemShowsItAsText(refused, "\u202e".repeat(5_000));
    }

    private static String quoted(JsonMapper json, String text) {
        String quoted = json.writeValueAsString(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static void isPrintable(JsonNode node) {
        if (node.isString()) {
            assertThat(node.asString()).doesNotContainPattern(ACTING).hasSizeLessThan(20_000);
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            assertThat(member.getKey()).doesNotContainPattern(ACTING);
        }
        node.forEach(QuotedTextTests::isPrintable);
    }

    // what is left without what is escaped is the table's and the list's
    private static void isMarkdownsText(String markdown) {
        assertThat(markdown).doesNotContainPattern(ACTING).doesNotContain("\t");
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
