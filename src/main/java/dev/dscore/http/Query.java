package dev.dscore.http;

import dev.dscore.contract.Spelling;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import dev.dscore.report.Format;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The query parameters {@code ?arrays=} and {@code ?format=}. The former is checked before the body is read. */
@Configuration(proxyBeanMethods = false)
class Query implements WebMvcConfigurer, HandlerInterceptor {
    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        spelling(request);
        return true;
    }

    /** Returns the spelling of the arrays in the response. */
    static Spelling spelling(HttpServletRequest request) {
        String arrays = parameter(request, "arrays");
        if (arrays == null || arrays.equals("list")) return Spelling.LIST;
        if (arrays.equals("b64")) return Spelling.B64;
        throw new RequestException(ProblemType.INVALID_OPTION, "arrays must be list or b64");
    }

    private static @Nullable String parameter(HttpServletRequest request, String name) {
        // parameters are read from the query only: without one, a form in the body is not read for them
        if (request.getQueryString() == null) return null;
        return request.getParameter(name);
    }

    /**
     * Returns the autograder's format that {@code ?format=} names.
     *
     * @throws RequestException if it names none
     */
    static Optional<Format> format(@Nullable String name) {
        if (name == null) return Optional.empty();
        Optional<Format> format = Format.named(name).filter(Format::isForAutograder);
        if (format.isPresent()) return format;
        throw new RequestException(
                ProblemType.INVALID_OPTION, "format must be gradescope, prairielearn, autolab or submitty");
    }
}
