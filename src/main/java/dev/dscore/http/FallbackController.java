package dev.dscore.http;

import dev.dscore.problem.Problem;
import dev.dscore.problem.ProblemType;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers errors that arise outside of any controller, such as a request that the server itself refuses. */
@Hidden
@RestController
class FallbackController implements ErrorController {
    private final Meters meters;

    FallbackController(Meters meters) {
        this.meters = meters;
    }

    @RequestMapping("/error")
    @Nullable
    ResponseEntity<Map<String, Object>> error(HttpServletRequest request, HttpServletResponse response) {
        // a response that has begun cannot be taken back
        if (response.isCommitted()) return null;
        Problem problem = problem(request);
        meters.refused(problem.type());
        return ProblemHandler.answer(problem, HttpHeaders.EMPTY, request);
    }

    private static Problem problem(HttpServletRequest request) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        if (status == 404) return new Problem(ProblemType.NOT_FOUND, "there is nothing at this address");
        if (status == 405) {
            return new Problem(ProblemType.METHOD_NOT_ALLOWED, "use a method that is in the header Allow");
        }
        if (status < 500) {
            return new Problem(
                    ProblemType.BAD_REQUEST,
                    "an address with //, ; or .. in it, also as %, or an odd method or header, is not taken");
        }
        Throwable thrown = (Throwable) request.getAttribute(RequestDispatcher.ERROR_EXCEPTION);
        ProblemHandler.log(thrown, request);
        return new Problem(ProblemType.INTERNAL, "this is a fault of the service, not of the request");
    }
}
