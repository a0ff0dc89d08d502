package dev.dscore.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class AllowanceTests {
    @Test
    void whatIsSpentStaysSpent() {
        Allowance allowance = Allowance.of(60);
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
    void aPartTakesNothingFromTheOthersAndIsStoppedWithThem() {
        Allowance function = Allowance.of(60);
        Allowance part = function.part();
        part.take(10);
        assertThat(function.left()).isEqualTo(10);
        assertThatExceptionOfType(SpentException.class).isThrownBy(() -> part.take(1));
        function.take(9);
        function.stop();
        assertThatExceptionOfType(StoppedException.class).isThrownBy(() -> function.take(1));
        assertThatExceptionOfType(StoppedException.class)
                .isThrownBy(() -> function.part().take(0));
    }

    @Test
    void allPartsDrawOnOneTotal() {
        Allowance function = Allowance.of(60);
        for (int i = 0; i < 5; i++) function.part().take(9);
        Allowance small = function.part(1000, 20), more = function.part(30, 20);
        assertThat(small.left()).isEqualTo(200);
        assertThat(more.left()).isEqualTo(30);
        small.take(119);
        function.take(10);
        assertThatExceptionOfType(SpentException.class)
                .isThrownBy(() -> small.take(1))
                .withMessageContaining("at most 60 steps");
        assertThatExceptionOfType(SpentException.class).isThrownBy(() -> function.take(0));
    }

    /** A value that was refused is not paid for, so a second attempt is refused, too. */
    @Test
    void aRefusedValueIsNotPaidFor() {
        Allowance rich = Allowance.of(60), poor = Allowance.of(12);
        Made.Making making = Made.making(rich);
        rich.take(4);
        Made<String> kept = making.of("key", "made");
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatExceptionOfType(SpentException.class).isThrownBy(() -> kept.chargedTo(poor));
        }
        assertThat(kept.chargedTo(Allowance.of(60))).isEqualTo("made");
    }

    @Test
    void aRequestPaysOnceForWhatIsKeptAndAsMuchAsItsMaking() {
        Allowance first = Allowance.of(60), second = Allowance.of(60), third = Allowance.of(36);
        Made.Making whole = Made.making(first), part = Made.making(first);
        first.take(4);
        Made<String> inner = part.of("inner", "made");
        first.take(3);
        Made<String> outer = whole.of("outer", "of it");
        assertThat(inner.chargedTo(first)).isEqualTo("made");
        assertThat(outer.chargedTo(first)).isEqualTo("of it");
        assertThat(first.left()).isEqualTo(3);
        outer.chargedTo(second);
        inner.chargedTo(second);
        assertThat(second.left()).isEqualTo(3);
        assertThatExceptionOfType(SpentException.class).isThrownBy(() -> outer.chargedTo(third));
    }

    @Test
    void whatServesAllIsNeverStopped() {
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(Allowance.UNLIMITED::stop);
        Allowance.UNLIMITED.take(Long.MAX_VALUE);
        Allowance.UNLIMITED.take(Long.MAX_VALUE);
    }
}
