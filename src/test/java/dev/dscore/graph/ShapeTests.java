package dev.dscore.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTests {
    @ParameterizedTest
    @CsvSource({"N C,1 C,N C", "N C,C,N C", "N 1,N,N N", "N 1,1 C,N C", "N C,'',N C", "'','',''", "3 1,4,3 4"})
    void shapesBroadcastAsInNumpy(String a, String b, String result) throws ShapeException {
        assertThat(Shape.parse(a).broadcast(Shape.parse(b))).isEqualTo(Shape.parse(result));
        assertThat(Shape.parse(b).broadcast(Shape.parse(a))).isEqualTo(Shape.parse(result));
    }

    @Test
    void twoAxesOfDifferentNamesDoNotFit() {
        assertThatThrownBy(() -> Shape.parse("N C").broadcast(Shape.parse("N D")))
                .isInstanceOf(ShapeException.class)
                .hasMessage("does not fit: C ≠ D");
    }

    @Test
    void aShapeIsWrittenInSymbolsAndAsATuple() {
        assertThat(Shape.parse("N  D")).hasToString("(N D)");
        assertThat(Shape.parse("N D").tuple()).isEqualTo("(N, D)");
        assertThat(Shape.parse("N").tuple()).isEqualTo("(N,)");
    }

    @Test
    void whatIsNoAxisIsNamed() {
        assertThatThrownBy(() -> Shape.parse("N D-1")).hasMessageContaining("'D-1' in a shape is neither");
    }
}
