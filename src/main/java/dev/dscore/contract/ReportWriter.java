package dev.dscore.contract;

import dev.dscore.report.Autolab;
import dev.dscore.report.Format;
import dev.dscore.report.Gradescope;
import dev.dscore.report.HtmlReport;
import dev.dscore.report.PrairieLearn;
import dev.dscore.report.ShownReport;
import dev.dscore.report.Submitty;
import dev.dscore.report.TextReport;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Writes a report in any format. */
public final class ReportWriter {
    private final JsonMapper json;

    public ReportWriter(JsonMapper json) {
        this.json = json;
    }

    /** @param spelling the spelling of the arrays in {@link Format#JSON} */
    public String write(ShownReport report, Format format, Spelling spelling) {
        return switch (format) {
            case JSON -> json.writeValueAsString(GradeAnswer.of(report, spelling));
            case TEXT -> TextReport.plain(report);
            case MARKDOWN -> TextReport.markdown(report);
            case HTML -> HtmlReport.of(report);
            case GRADESCOPE -> json.writeValueAsString(Gradescope.of(report));
            case PRAIRIELEARN -> json.writeValueAsString(PrairieLearn.of(report));
            case SUBMITTY -> json.writeValueAsString(Submitty.of(report));
            case AUTOLAB ->
                Autolab.of(report).lines().stream()
                        .map(line -> json.writeValueAsString(line) + "\n")
                        .collect(Collectors.joining());
        };
    }
}
