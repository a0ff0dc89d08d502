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
        ProblemType type = status < 500 ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL;
        String detail = status < 500
                ? "the request is not as HTTP has it"
                : "this is a fault of the service, not of the request";
        try {
            PlainProblem.of(type, status, detail).write(response);
            response.finishResponse();
        } catch (IOException e) {
            // the client is gone
        }
    }
}
