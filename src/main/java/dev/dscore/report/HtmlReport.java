package dev.dscore.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.dscore.array.Tensor;
import dev.dscore.report.ReportView.Detail;
import dev.dscore.verify.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;

/** A report as one self-contained fragment of HTML of at most 64 kB. The template escapes every value. */
public final class HtmlReport {
    private static final int MOST_BYTES = 64_000;
    private static final Template TEMPLATE = template();

    private HtmlReport() {}

    private static Template template() {
        try (InputStream source = HtmlReport.class.getResourceAsStream("/report.mustache")) {
            if (source == null) throw new IllegalStateException("report.mustache is not on the class path");
            return Mustache.compiler()
                    .escapeHTML(true)
                    .nullValue("")
                    .compile(new InputStreamReader(source, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String of(ShownReport report) {
        return fitting(detail -> ReportView.of(report, detail));
    }

    /** Returns a report on the check of some gradients. */
    public static String of(Check check, Map<String, Tensor> gradients) {
        return fitting(detail -> ReportView.of(check, gradients, detail));
    }

    // in the most detail that fits
    private static String fitting(Function<Detail, ReportView> view) {
        String text = "";
        for (Detail detail : Detail.values()) {
            text = TEMPLATE.execute(view.apply(detail));
            if (text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) break;
        }
        return text;
    }
}
