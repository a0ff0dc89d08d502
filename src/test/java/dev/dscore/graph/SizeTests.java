package dev.dscore.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SizeTests {
    private final Size n = Size.of("N"), d = Size.of("D"), two = Size.of(2);

    @Test
    void sizesAreEqualWhenTheyAreTheSamePolynomial() {
        assertThat(n.plus(d).times(n)).isEqualTo(n.times(n).plus(d.times(n)));
        assertThat(n.minus(n)).isEqualTo(Size.of(0));
        assertThat(n).isNotEqualTo(d);
    }

    @Test
    void aSizeReadsAsNumpyText() {
        assertThat(two.times(n).times(d).plus(Size.ONE)).hasToString("2 * D * N + 1");
        assertThat(Size.of(0)).hasToString("0");
    }

    @Test
    void aSizeHasAValueOnceItsAxesHaveLengths() {
        assertThat(n.times(d).plus(two).in(Map.of("N", 3, "D", 5))).isEqualTo(17);
    }

    @Test
    void aQuotientExistsOnlyWhereItIsExact() {
        assertThat(n.times(d).dividedBy(d)).contains(n);
        assertThat(n.dividedBy(d)).isEmpty();
        assertThat(two.times(n).dividedBy(Size.of(4))).isEmpty();
    }
}
