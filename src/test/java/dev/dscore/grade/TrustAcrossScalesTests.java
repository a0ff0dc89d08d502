package dev.dscore.grade;

import dev.dscore.grade.Verdicts.Planted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Features of very different scale in one array, and masks among scores: each entry is held to its own size. */
@Tag("long")
class TrustAcrossScalesTests {
    private final Verdicts verdicts = new Verdicts("mixed scale");

    @Test
    void everyEntryIsHeldToItsOwnSize() {
        for (Situation situation : Situations.mixedScale()) {
            for (String gradient : situation.gradients()) {
                if (situation.isDifferentiable(gradient)) judge(situation, gradient);
            }
        }
        verdicts.conclude(1000);
    }

    private void judge(Situation situation, String gradient) {
        double[] right = situation.right(gradient);
        int[] shape = situation.shape(gradient);
        verdicts.right(situation, gradient, "the truth", right);
        double[] singles = right.clone(), digits = right.clone();
        for (int i = 0; i < right.length; i++) {
            boolean inRange = Math.abs(right[i]) < Float.MAX_VALUE;
            if (inRange) singles[i] = (float) right[i];
            digits[i] = right[i] * (1 + (i % 2 == 0 ? 3e-6 : -3e-6));
        }
        verdicts.right(situation, gradient, "rounded to float32", "float32", singles);
        verdicts.right(situation, gradient, "to six digits", digits);

        int width = shape.length == 0 ? 1 : shape[shape.length - 1];
        for (int row = 0; row < right.length / width; row++) {
            int worst = row * width;
            for (int i = row * width; i < (row + 1) * width; i++) {
                if (Math.abs(right[i]) > Math.abs(right[worst])) worst = i;
            }
            // beneath that a masked entry's exponential is no number that a float has
            if (Math.abs(right[worst]) < 1e-30) continue;
            Planted planted = right.length <= 2 ? Planted.A_SLIP : Planted.NOTHING;
            double[] off = right.clone(), zeroed = right.clone();
            off[worst] *= 1.001;
            for (int i = row * width; i < (row + 1) * width; i++) zeroed[i] = 0;
            verdicts.wrong(situation, gradient, "row " + row + " off by 0.1 % in one entry", planted, off);
            verdicts.wrong(situation, gradient, "row " + row + " zero", Planted.A_SLIP, zeroed);
            verdicts.wrong(situation, gradient, "row " + row + " zero in float32", "float32", Planted.A_SLIP, zeroed);
        }
    }
}
