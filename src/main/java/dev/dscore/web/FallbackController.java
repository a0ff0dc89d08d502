package dev.dscore.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Errors that arise outside of any controller, such as a request that Tomcat itself refuses. */
@Hidden
@RestController
class FallbackController implements ErrorController {
    @RequestMapping("/error")
    @Nullable
    ResponseEntity<ProblemDetail> error(HttpServletRequest request, HttpServletResponse response) {
        // what has begun cannot be taken back
        if (response.isCommitted()) return null;
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (status == null || status.equals(404)) {
            return Problems.answer(ProblemType.NOT_FOUND, "there is nothing at this address", null);
        }
        if (status.equals(405)) {
            return Problems.answer(ProblemType.METHOD_NOT_ALLOWED, "use a method that is in the header Allow", null);
        }
        if (Client.of(request).isLetGo()) return Problems.answer(ProblemType.TOO_SLOW, Upload.TOO_SLOW, null);
        boolean client = status instanceof Integer code && code < 500;
        return client
                ? Problems.answer(
                        ProblemType.BAD_REQUEST,
                        "an address with //, ; or .. in it, also as %, or an odd method or header, is not taken",
                        null)
                : Problems.failure(
                        (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION),
                        Problems.described(request));
    }
}
