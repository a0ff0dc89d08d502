package dev.dscore.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;

/**
 * Where too many requests are under way or wait already, the next is refused at once, before Spring sees it: who refuses two
 * of three has to do it for next to nothing, or has no time for the third.
 */
@Component
class Door extends ValveBase {
    private static final PlainProblem MANY = busy("too many requests are under way; try again");
    private static final PlainProblem CROWDED = busy(Admission.CROWDED);

    private final int most;
    private final Semaphore requests;
    private final Admission admission;
    private final UnreadBody unread;
    private final Meters meters;

    Door(Limits limits, Admission admission, UnreadBody unread, Meters meters) {
        super(true);
        this.most = limits.requests();
        this.requests = new Semaphore(most);
        this.admission = admission;
        this.unread = unread;
        this.meters = meters;
    }

    private static PlainProblem busy(String detail) {
        return PlainProblem.of(
                ProblemType.OVERLOADED, ProblemType.OVERLOADED.status().value(), detail);
    }

    /** Requests that are under way now. */
    int underWay() {
        return most - requests.availablePermits();
    }

    /** Whoever asks after the service's health sends nothing, and is always answered. */
    static boolean isOpenTo(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator/");
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (isOpenTo(request)) {
            getNext().invoke(request, response);
        } else if (!requests.tryAcquire()) {
            refuse(MANY, request, response);
        } else {
            try {
                if (request.getMethod().equals(HttpMethod.POST.name()) && admission.isCrowded()) {
                    refuse(CROWDED, request, response);
                    unread.forget(request, response);
                } else {
                    getNext().invoke(request, response);
                }
            } finally {
                requests.release();
            }
        }
    }

    private void refuse(PlainProblem problem, Request request, Response response) throws IOException {
        meters.refused(ProblemType.OVERLOADED);
        RequestId.give(request, response);
        response.setHeader(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER);
        // an address that Tomcat lets pass has no quotes in it
        PlainProblem own = problem.with("instance", request.getRequestURI());
        String id = RequestId.sent(request);
        (id == null ? own : own.with("request_id", id)).write(response);
    }
}
