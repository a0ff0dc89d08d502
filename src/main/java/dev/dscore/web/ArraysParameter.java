package dev.dscore.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** {@code ?arrays=}, in which spelling the arrays of an answer are. */
@Configuration(proxyBeanMethods = false)
class ArraysParameter implements WebMvcConfigurer, HandlerInterceptor {
    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        String arrays = request.getParameter("arrays");
        if (arrays == null || arrays.equals("b64") || arrays.equals("list")) return true;
        throw new ApiException(ProblemType.INVALID_OPTION, "arrays must be list or b64", null);
    }

    /** Whether the request that this thread answers asks for bytes. */
    static boolean isB64() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                && "b64".equals(attributes.getRequest().getParameter("arrays"));
    }
}
