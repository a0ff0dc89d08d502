package dev.dscore.grade;

import dev.dscore.verify.Check;

/** No gradient with points is confirmed by finite differences at these inputs: nothing is graded. */
public final class UnverifiedException extends Exception {
    private final transient Check check;

    /**
     * @param gradient one of those with points
     * @param reason why it is not confirmed
     */
    UnverifiedException(String gradient, String reason, Check check) {
        super("the reference gradients did not pass their own check, so no mark can be drawn from them; of " + gradient
                + ": " + reason);
        this.check = check.inOutline(Told::size);
    }

    /** The check of the reference, without the worst entries, which contain reference values. */
    public Check check() {
        return check;
    }
}
