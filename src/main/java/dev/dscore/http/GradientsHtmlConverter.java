package dev.dscore.http;

import dev.dscore.contract.GradientsAnswer;
import dev.dscore.report.HtmlReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes the check of some gradients as HTML if {@code Accept} asks for it. */
@Component
class GradientsHtmlConverter extends AbstractHttpMessageConverter<GradientsAnswer> {
    GradientsHtmlConverter() {
        super(StandardCharsets.UTF_8, MediaType.TEXT_HTML);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return type == GradientsAnswer.class;
    }

    @Override
    protected boolean canRead(@Nullable MediaType type) {
        return false;
    }

    @Override
    protected GradientsAnswer readInternal(Class<? extends GradientsAnswer> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("gradients are written only", message);
    }

    @Override
    protected void writeInternal(GradientsAnswer answer, HttpOutputMessage message) throws IOException {
        String html = HtmlReport.of(answer.check(), answer.tensors());
        message.getBody().write(html.getBytes(StandardCharsets.UTF_8));
    }
}
