package dev.dscore.gradients;

/** How long the parts of a computation took, in nanoseconds; {@code diagnose} is 0 where nothing was graded. */
public record Timing(long derive, long evaluate, long verify, long diagnose) {
    public Timing withDiagnose(long nanos) {
        return new Timing(derive, evaluate, verify, nanos);
    }
}
