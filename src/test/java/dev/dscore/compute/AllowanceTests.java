package dev.dscore.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class AllowanceTests {
    @Test
    void whatIsSpentStaysSpent() {
        Allowance allowance = Allowance.of(10);
        allowance.take(10);
        assertThat(allowance.left()).isZero();
        for (long steps : new long[] {1, Long.MAX_VALUE, 1, 0}) {
            assertThatExceptionOfType(SpentException.class)
                    .isThrownBy(() -> allowance.take(steps))
                    .withMessageContaining("at most 10 steps");
            assertThat(allowance.left()).isNegative();
        }
    }

    @Test
    void aPartTakesNothingFromTheWholeAndIsStoppedWithIt() {
        Allowance whole = Allowance.of(10);
        Allowance part = whole.part(1000);
        part.take(1000);
        assertThat(whole.left()).isEqualTo(10);
        whole.stop();
        assertThatExceptionOfType(StoppedException.class).isThrownBy(() -> part.take(0));
        assertThatExceptionOfType(StoppedException.class)
                .isThrownBy(() -> whole.part().take(1));
    }

    @Test
    void whatIsKeptCostsEachUseAsMuchAsItsMaking() {
        Allowance first = Allowance.of(10), second = Allowance.of(10), third = Allowance.of(6);
        Made<String> made = Made.of(first, () -> {
            first.take(7);
            return "made";
        });
        assertThat(made.chargedTo(second)).isEqualTo("made");
        assertThat(second.left()).isEqualTo(first.left());
        assertThatExceptionOfType(SpentException.class).isThrownBy(() -> made.chargedTo(third));
    }

    @Test
    void whatServesAllIsNeverStopped() {
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(Allowance.UNLIMITED::stop);
        Allowance.UNLIMITED.take(Long.MAX_VALUE);
        Allowance.UNLIMITED.take(Long.MAX_VALUE);
    }
}
