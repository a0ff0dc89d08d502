package dev.dscore.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes a report as text where {@code Accept} asks for it. */
@Component
class ReportConverter extends AbstractHttpMessageConverter<GradeAnswer> {
    ReportConverter() {
        super(StandardCharsets.UTF_8, MediaType.TEXT_PLAIN, MediaType.TEXT_MARKDOWN);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == GradeAnswer.class;
    }

    @Override
    protected boolean canRead(MediaType type) {
        return false;
    }

    @Override
    protected GradeAnswer readInternal(Class<? extends GradeAnswer> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("a report is written only", message);
    }

    @Override
    protected void writeInternal(GradeAnswer answer, HttpOutputMessage message) throws IOException {
        MediaType type = message.getHeaders().getContentType();
        boolean markdown = MediaType.TEXT_MARKDOWN.isCompatibleWith(type);
        String text = markdown ? ReportText.markdown(answer) : ReportText.plain(answer);
        message.getBody().write(text.getBytes(StandardCharsets.UTF_8));
    }
}
