package dev.dscore.http;

import dev.dscore.app.GradeCall;
import dev.dscore.array.Tensor;
import dev.dscore.contract.GradientsAnswer;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.http.overload.RequestBytes;
import dev.dscore.report.Format;
import dev.dscore.report.Reveal;
import dev.dscore.report.ShownReport;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Builds the responses of the calls that compute: counts them, charges the request's bytes, and sets their headers. */
@Component
class Answers {
    private final Meters meters;

    Answers(Meters meters) {
        this.meters = meters;
    }

    ResponseEntity<GradientsAnswer> gradients(
            HttpServletRequest request, VerifiedGradients verified, GradientsAnswer answer) {
        RequestBytes.of(request)
                .charge(bytes(verified.gradients().values())
                        + bytes(verified.values().values()));
        meters.computed(verified.timing());
        return ResponseEntity.ok()
                .header(ServerTiming.HEADER, ServerTiming.of(verified.timing()))
                // for clients that take the arrays alone, without the JSON
                .header("Dscore-Check", verified.check().passed() ? "passed" : "failed")
                .body(answer);
    }

    ResponseEntity<ReportBody> report(
            HttpServletRequest request,
            FunctionDefinition function,
            GradeCall.Graded graded,
            Reveal reveal,
            Optional<Format> format) {
        RequestBytes.of(request).charge(graded.bytes());
        meters.graded(function, graded.report());
        meters.computed(graded.report().timing());
        ResponseEntity.BodyBuilder ok = ResponseEntity.ok()
                .header(ServerTiming.HEADER, ServerTiming.of(graded.report().timing()));
        format.ifPresent(asked -> ok.contentType(MediaType.parseMediaType(asked.mediaType())));
        return ok.body(new ReportBody(ShownReport.of(graded.report(), reveal), Query.spelling(request), format));
    }

    static long bytes(Collection<Tensor> tensors) {
        return tensors.stream()
                .mapToLong(tensor -> (long) Double.BYTES * tensor.size())
                .sum();
    }
}
