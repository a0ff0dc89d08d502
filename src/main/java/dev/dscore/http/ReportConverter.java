package dev.dscore.http;

import dev.dscore.contract.ReportWriter;
import dev.dscore.report.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes a report in the format that the request asks for. */
@Component
class ReportConverter extends AbstractHttpMessageConverter<ReportBody> {
    private final ReportWriter reports;

    ReportConverter(ReportWriter reports) {
        super(
                StandardCharsets.UTF_8,
                Arrays.stream(Format.values())
                        .map(Format::mediaType)
                        .distinct()
                        .map(MediaType::parseMediaType)
                        .toArray(MediaType[]::new));
        this.reports = reports;
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == ReportBody.class;
    }

    @Override
    protected boolean canRead(@Nullable MediaType type) {
        return false;
    }

    @Override
    protected ReportBody readInternal(Class<? extends ReportBody> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("a report is written only", message);
    }

    @Override
    protected void addDefaultHeaders(HttpHeaders headers, ReportBody body, @Nullable MediaType type)
            throws IOException {
        // JSON has no charset
        if (type != null && type.isCompatibleWith(MediaType.APPLICATION_JSON)) headers.setContentType(type);
        super.addDefaultHeaders(headers, body, type);
    }

    @Override
    protected void writeInternal(ReportBody body, HttpOutputMessage message) throws IOException {
        Optional<MediaType> type = Optional.ofNullable(message.getHeaders().getContentType());
        Format format = body.format()
                .or(() -> type.flatMap(accepted -> Format.accepted(accepted.getType() + "/" + accepted.getSubtype())))
                .orElse(Format.JSON);
        byte[] text = reports.write(body.report(), format, body.spelling()).getBytes(StandardCharsets.UTF_8);
        message.getBody().write(text);
    }
}
