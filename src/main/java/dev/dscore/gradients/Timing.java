package dev.dscore.gradients;

/** The durations of the parts of a computation in nanoseconds; {@code diagnose} is 0 if nothing was graded. */
public record Timing(long derive, long evaluate, long verify, long diagnose) {
    public Timing withDiagnose(long nanos) {
        return new Timing(derive, evaluate, verify, nanos);
    }
}
