package dev.dscore.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Where too many requests are under way or wait already, the next is refused at once, before Spring sees it: who refuses two
 * of three has to do it for next to nothing, or has no time for the third. And those of whom too little is to be had for it
 * have to give way: where all places are taken, a client may not keep one waiting.
 */
@Component
class Door extends ValveBase {
    private static final PlainProblem MANY = busy("too many requests are under way; try again");
    private static final PlainProblem CROWDED = busy(Admission.CROWDED);
    private static final Duration PATIENCE_WHERE_FULL = Duration.ofSeconds(1);

    private final int most;
    private final Duration transfer;
    private final Semaphore requests;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final Set<Client> answered = ConcurrentHashMap.newKeySet();
    private final Admission admission;
    private final Meters meters;

    Door(Limits limits, Admission admission, Meters meters) {
        super(true);
        this.most = limits.requests();
        this.transfer = limits.transfer();
        this.requests = new Semaphore(most);
        this.admission = admission;
        this.meters = meters;
    }

    private static PlainProblem busy(String detail) {
        return PlainProblem.of(ProblemType.OVERLOADED, detail);
    }

    /** Requests that are under way now. */
    int underWay() {
        return most - requests.availablePermits();
    }

    /** Whoever asks after the service's health is always answered. */
    static boolean isOpenTo(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator/");
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        // one whose body is being forgotten has had its answer; this is Tomcat's about the end of its connection
        if (request.isAsync()) return;
        if (request.getContext() == null) {
            // Tomcat could not read its head, and says so
            getNext().invoke(request, response);
            return;
        }
        Client client = HttpProtocol.client(request.getCoyoteRequest());
        client.attachTo(request);
        clients.add(client);
        try {
            answer(client, request, response);
        } finally {
            clients.remove(client);
        }
        UnreadBody.forget(request, response, transfer, answered);
    }

    private void answer(Client client, Request request, Response response) throws IOException, ServletException {
        if (isOpenTo(request)) {
            // one answer, and no thread for whoever asks on and on; all that may take long is that it is taken
            response.setHeader(HttpHeaders.CONNECTION, "close");
            client.await();
            getNext().invoke(request, response);
            response.finishResponse();
        } else if (!requests.tryAcquire()) {
            refused(MANY, request, response).write(response);
        } else {
            try {
                if (request.getMethod().equals(HttpMethod.POST.name()) && admission.isCrowded()) {
                    PlainProblem crowded = refused(CROWDED, request, response);
                    boolean kept = UnreadBody.isThere(request.getCoyoteRequest())
                            && HttpProtocol.keepsAfter(crowded, response);
                    if (!kept) crowded.write(response);
                } else {
                    getNext().invoke(request, response);
                }
            } finally {
                requests.release();
            }
        }
    }

    private PlainProblem refused(PlainProblem problem, Request request, Response response) {
        meters.refused(ProblemType.OVERLOADED);
        RequestId.give(request, response);
        response.setHeader(HttpHeaders.RETRY_AFTER, Problems.RETRY_AFTER);
        // an address that Tomcat lets pass has no quotes in it
        PlainProblem own = problem.with("instance", request.getRequestURI());
        String id = RequestId.sent(request);
        return id == null ? own : own.with("request_id", id);
    }

    @Scheduled(fixedDelay = 100)
    void letTheSlowGo() {
        if (clients.size() < most) return;
        for (Client client : clients) {
            if (client.keepsWaiting(PATIENCE_WHERE_FULL)) client.letGo();
        }
    }

    /** Whoever still sends what nobody wants does not keep the service from stopping. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        for (Client client : answered) client.letGo();
    }
}
