package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.compute.Allowance;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.truth.Slope;
import dev.dscore.verify.Coverage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The gradients that the service returns, against the truth: the derivative where there is one, kinks where both sides agree
 * included, and a value between the one-sided derivatives elsewhere. Its check passes wherever every entry has a one-sided
 * derivative.
 */
@Tag("long")
class TrustInGradientsTests {
    // of an entry; of the largest in the gradient; of terms of about 1
    private static final double RELATIVE = 1e-9, OF_LARGEST = 1e-12, OF_TERMS = 1e-13;

    private final List<String> failures = new ArrayList<>();
    private int entries, kinks;

    @Test
    void atRandomInputsOfTheWholeCatalogue() {
        Situations.catalogue(3).forEach(situation -> compare(situation, 1));
        conclude(1500, 0);
    }

    @Test
    void whereTheyAreZeroBySymmetry() {
        TrustAtZeroTests.situations().forEach(situation -> compare(situation, 10));
        conclude(400, 0);
    }

    @Test
    void inSaturation() {
        TrustInSaturationTests.situations().forEach(situation -> compare(situation, 800));
        conclude(1000, 0);
    }

    @Test
    void acrossScales() {
        Situations.mixedScale().forEach(situation -> compare(situation, 1));
        conclude(1000, 0);
    }

    @Test
    void atKinksAloneAndInSums() {
        TrustAtKinksTests.situations().stream()
                // the slope shrinks as the root of the step, beside a value that is rounded: no step settles it
                .filter(situation -> !situation.name.equals("abs to the 1.5 and elu"))
                .forEach(situation -> compare(situation, 1));
        conclude(2000, 400);
    }

    private void conclude(int leastEntries, int leastKinks) {
        String shown = String.join("\n", failures.subList(0, Math.min(25, failures.size())));
        System.out.printf("%d entries, %d at kinks, %d failures%n", entries, kinks, failures.size());
        assertThat(failures.size()).as("of " + entries + " entries\n" + shown).isZero();
        assertThat(entries).isGreaterThanOrEqualTo(leastEntries);
        assertThat(kinks).isGreaterThanOrEqualTo(leastKinks);
    }

    private void compare(Situation situation, double terms) {
        VerifiedGradients verified;
        try {
            verified = Verdicts.SERVICE.gradients(
                    situation.function, situation.binding(), List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        } catch (Exception e) {
            failures.add("refused: " + e + " at " + situation.reproduction());
            return;
        }
        for (String gradient : situation.gradients()) {
            List<Slope> slopes = situation.slopes(gradient);
            double[] returned = verified.gradients().get(gradient).data();
            double largest = 0;
            boolean determined = true;
            for (Slope slope : slopes) {
                determined &= slope.kind() != Slope.Kind.UNDETERMINED;
                if (slope.exists()) largest = Math.max(largest, Math.abs(slope.value()));
            }
            for (int i = 0; i < returned.length; i++) {
                Slope slope = slopes.get(i);
                if (slope.kind() == Slope.Kind.UNDETERMINED) continue;
                entries++;
                if (slope.kind() == Slope.Kind.KINK) kinks++;
                double least = slope.exists() ? slope.value() : slope.least();
                double most = slope.exists() ? slope.value() : slope.most();
                double tolerated =
                        RELATIVE * Math.max(Math.abs(least), Math.abs(most)) + OF_LARGEST * largest + OF_TERMS * terms;
                if (returned[i] >= least - tolerated && returned[i] <= most + tolerated) continue;
                failures.add(gradient + "[" + i + "] is " + returned[i] + ", in truth " + slope + ", at "
                        + situation.reproduction());
            }
            if (determined && !verified.check().byGradient().get(gradient).passed()) {
                failures.add("the check of " + gradient + " does not pass: "
                        + verified.check().byGradient().get(gradient) + ", in truth " + slopes + ", at "
                        + situation.reproduction());
            }
        }
    }
}
