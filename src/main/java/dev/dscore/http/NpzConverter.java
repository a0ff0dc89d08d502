package dev.dscore.http;

import dev.dscore.contract.HasArrays;
import dev.dscore.contract.NpzWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes the arrays of a response as npz if {@code Accept} asks for it. */
@Component
class NpzConverter extends AbstractHttpMessageConverter<HasArrays> {
    static final String NPZ = "application/x-npz";

    NpzConverter() {
        super(MediaType.parseMediaType(NPZ));
    }

    @Override
    protected boolean supports(Class<?> type) {
        return HasArrays.class.isAssignableFrom(type);
    }

    @Override
    protected boolean canRead(@Nullable MediaType type) {
        return false;
    }

    @Override
    protected HasArrays readInternal(Class<? extends HasArrays> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("an npz is read as a part of a multipart request", message);
    }

    @Override
    protected void writeInternal(HasArrays answer, HttpOutputMessage message) throws IOException {
        NpzWriter.write(answer.arrays(), message.getBody());
    }
}
