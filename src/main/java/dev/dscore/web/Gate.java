package dev.dscore.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * What a request meets before Spring reads any of it: it is refused where its body is too large or in an encoding. Its bytes
 * are counted, and its sender's slowness is bounded. At shutdown, requests that were stopped get a moment to be answered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class Gate extends OncePerRequestFilter implements SmartLifecycle {
    // for the answers of requests that were stopped at shutdown
    private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(1);

    private final Limits limits;
    private final ProblemWriter problems;
    private final long mostOfBody;
    private final AtomicLong data = new AtomicLong();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean running;

    Gate(Limits limits, ProblemWriter problems) {
        this.limits = limits;
        this.problems = problems;
        this.mostOfBody = Math.min(limits.body().toBytes(), limits.dataBytes() / Account.BYTES_OF_JSON);
    }

    /** Bytes that requests and answers under way take now. */
    long data() {
        return data.get();
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return Door.isOpenTo(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        underWay.incrementAndGet();
        try (Account account = new Account(data, limits.dataBytes())) {
            account.attachTo(request);
            Client client = Client.of(request);
            Upload upload = new Upload(request, client, account, mostOfBody, limits.transfer());
            Download download = new Download(response, client, limits.transfer());
            String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
            if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
                String detail = "Content-Encoding: " + encoding.replaceAll("\\W", "?")
                        + " is not decoded; send the body as it is";
                refuse(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail, request, response);
            } else if (request.getContentLengthLong() > mostOfBody) {
                String detail = Upload.tooLarge(request.getContentLengthLong() + " bytes", mostOfBody);
                refuse(ProblemType.TOO_LARGE, detail, request, response);
            } else {
                chain.doFilter(upload, download);
            }
            download.finish();
        } finally {
            underWay.decrementAndGet();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        long end = System.nanoTime() + UNTIL_ANSWERED.toNanos();
        try {
            while (underWay.get() > 0 && System.nanoTime() < end) Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Admission.PHASE - 1;
    }

    private void refuse(
            ProblemType type, @Nullable String detail, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(Problems.answer(type, detail, null), request, response);
    }
}
