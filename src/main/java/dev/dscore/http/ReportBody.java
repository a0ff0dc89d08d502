package dev.dscore.http;

import dev.dscore.contract.Spelling;
import dev.dscore.report.Format;
import dev.dscore.report.ShownReport;
import java.util.Optional;

/**
 * A report to be written.
 *
 * @param format the format that {@code ?format=} asks for; if there is none, {@code Accept} decides
 */
record ReportBody(ShownReport report, Spelling spelling, Optional<Format> format) {}
