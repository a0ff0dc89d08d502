package dev.dscore.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTests {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            textBlock =
                    """
            (n,k),(k,m)->(n,m) | N D; D C   | N C
            (n,k),(k)->(n)     | N D; D     | N
            (k),(k)->()        | D; D       | ''
            (n),(m)->(n,m)     | N; N       | N N
            (n,k),(n)->(n)     | N C; N     | N
            ()->()             | N D C      | N D C
            (),()->()          | N D; 1 D   | N D
            (),()->()          | D; N 1     | N D
            (),(),()->()       | N D; D; '' | N D
            """)
    void theResultHasTheAxesOfItsLetters(String signature, String arguments, String result) throws ShapeException {
        assertThat(Signature.parse(signature).shape(shapes(arguments), Attributes.NONE))
                .isEqualTo(Shape.parse(result));
    }

    @Test
    void axesOfOneLetterHaveOneLength() {
        ShapeException misfit = refusal("(n,k),(k,m)->(n,m)", "N D; N C");
        assertThat(misfit).hasMessage("does not fit: D ≠ N");
        assertThat(misfit.unequal()).containsExactly(Size.of("D"), Size.of("N"));
    }

    @Test
    void anAxisOfLengthOneIsNotBroadcastWhereItHasALetter() {
        assertThat(refusal("(n,k),(k)->(n)", "N D; 1")).hasMessage("does not fit: D ≠ 1");
    }

    @Test
    void anArgumentHasNoOtherAxes() {
        assertThat(refusal("(n,k),(k)->(n)", "B N D; D"))
                .hasMessage("does not fit: this takes arrays with 2 and 1 axes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(n)", "n->n", "(n),->(n)", "(n)->(m)", "(n k)->(n)", "(n)->(n)->(n)"})
    void whatIsNoSignatureIsRefused(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Signature.parse(text));
    }

    private static ShapeException refusal(String signature, String arguments) {
        return catchThrowableOfType(
                ShapeException.class, () -> Signature.parse(signature).shape(shapes(arguments), Attributes.NONE));
    }

    private static List<Shape> shapes(String arguments) {
        return Stream.of(arguments.split(";"))
                .map(shape -> Shape.parse(shape.replace("'", "")))
                .toList();
    }
}
