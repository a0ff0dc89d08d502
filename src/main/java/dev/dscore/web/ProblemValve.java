package dev.dscore.web;

import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat itself refuses, such as an address that is no URI, as a problem document and not as a page. */
public final class ProblemValve extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) return;
        // of what it does not support, as a version of HTTP, Tomcat says 501 or 505
        boolean fault = status == 500;
        ProblemType type = fault ? ProblemType.INTERNAL : ProblemType.BAD_REQUEST;
        String detail = fault
                ? "this is a fault of the service, not of the request"
                : "the request's head is not as HTTP/1.1 has it, or is longer than 8 kB or 100 headers";
        try {
            PlainProblem.of(type, detail).write(response);
            response.finishResponse();
        } catch (IOException e) {
            // the client is gone
        }
    }
}
