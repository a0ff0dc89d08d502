package dev.dscore.web;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.dscore.web.ReportView.Detail;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/**
 * Writes an answer as a fragment of HTML where {@code Accept} asks for it, in as much detail as fits. The template escapes every
 * value.
 */
@Component
class HtmlConverter extends AbstractHttpMessageConverter<HtmlConverter.Shown> {
    private static final int MOST_BYTES = 64_000;

    private final Template template;

    HtmlConverter() throws IOException {
        super(StandardCharsets.UTF_8, MediaType.TEXT_HTML);
        try (Reader source = new InputStreamReader(
                new ClassPathResource("report.mustache").getInputStream(), StandardCharsets.UTF_8)) {
            template = Mustache.compiler().escapeHTML(true).nullValue("").compile(source);
        }
    }

    /** An answer that can be looked at. */
    interface Shown {
        ReportView view(Detail detail);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return Shown.class.isAssignableFrom(type);
    }

    @Override
    protected boolean canRead(@Nullable MediaType type) {
        return false;
    }

    @Override
    protected Shown readInternal(Class<? extends Shown> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("a report is written only", message);
    }

    @Override
    protected void writeInternal(Shown answer, HttpOutputMessage message) throws IOException {
        message.getBody().write(text(answer).getBytes(StandardCharsets.UTF_8));
    }

    String text(Shown answer) {
        String text = "";
        for (Detail detail : Detail.values()) {
            text = template.execute(answer.view(detail));
            if (text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES) break;
        }
        return text;
    }
}
