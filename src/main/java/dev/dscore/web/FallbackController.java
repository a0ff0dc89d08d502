package dev.dscore.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
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
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        if (status == null || status.equals(404)) {
            return Problems.answer(ProblemType.NOT_FOUND, "there is nothing at this address", null);
        }
        boolean client = status instanceof Integer code && code < 500;
        return client
                ? Problems.answer(ProblemType.BAD_REQUEST, "the request cannot be read as HTTP has it", null)
                : Problems.answer(ProblemType.INTERNAL, "this is a fault of the service, not of the request", null);
    }
}
