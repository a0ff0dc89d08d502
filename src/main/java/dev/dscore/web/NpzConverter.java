package dev.dscore.web;

import dev.dscore.array.Tensor;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.stereotype.Component;

/** Writes the arrays of an answer as npz where {@code Accept} asks for it. */
@Component
class NpzConverter extends AbstractHttpMessageConverter<NpzConverter.Arrays> {
    static final String NPZ = "application/x-npz";

    NpzConverter() {
        super(MediaType.parseMediaType(NPZ));
    }

    /** An answer that holds arrays. */
    interface Arrays {
        /** By the name that each has in the npz. */
        Map<String, Tensor> arrays();
    }

    @Override
    protected boolean supports(Class<?> type) {
        return Arrays.class.isAssignableFrom(type);
    }

    @Override
    protected boolean canRead(@Nullable MediaType type) {
        return false;
    }

    @Override
    protected Arrays readInternal(Class<? extends Arrays> type, HttpInputMessage message) {
        throw new HttpMessageNotReadableException("an npz is read as a part of a multipart request", message);
    }

    @Override
    protected void writeInternal(Arrays answer, HttpOutputMessage message) throws IOException {
        Npz.write(answer.arrays(), message.getBody());
    }
}
