package dev.dscore.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic of the truth, against constants from the literature and against identities. */
class ArithmeticTests {
    private final Arithmetic in = new Arithmetic(64);

    private static Real number(String text) {
        return Real.of(new BigDecimal(text));
    }

    private static void assertClose(Real actual, String expected, int digits) {
        BigDecimal right = new BigDecimal(expected);
        BigDecimal off = actual.value.subtract(right).abs();
        assertThat(off)
                .as(actual + " for " + expected)
                .isLessThanOrEqualTo(right.abs().movePointLeft(digits));
    }

    // the constants: OEIS A001113, A002162, A039661, A002193, A002392, A073230; the others by the identities named
    @ParameterizedTest
    @CsvSource({
        "e,      2.7182818284590452353602874713526624977572470936999595749669676277",
        "ln 2,   0.69314718055994530941723212145817656807550013436025525412068000949",
        "ln 10,  2.3025850929940456840179914546843642076011014886287729760333279009",
        "e^pi,   23.140692632779269005729086367948547380266106242600211993445046409",
        "sqrt 2, 1.4142135623730950488016887242096980785696718753769480731766797379",
        "1/e,    0.36787944117144232159552377016146086744581113103176783450783680169",
    })
    void knownConstantsAreRightToFiftyDigits(String what, String expected) {
        Real pi = number("3.1415926535897932384626433832795028841971693993751058209749445923");
        Real actual =
                switch (what) {
                    case "e" -> in.exp(Real.ONE);
                    case "ln 2" -> in.log(Real.of(2));
                    case "ln 10" -> in.log(Real.of(10));
                    case "e^pi" -> in.exp(pi);
                    case "sqrt 2" -> in.sqrt(Real.of(2));
                    default -> in.exp(Real.of(-1));
                };
        assertClose(actual, expected, 50);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e-300", "1e-30", "0.01", "0.099", "0.1", "0.3", "1", "1.05", "2.5", "9.99", "1234.5", "1e9", "1e300"
            })
    void inversesUndoEachOther(String text) {
        Real x = number(text);
        assertClose(in.exp(in.log(x)), text, 58);
        assertClose(in.multiply(in.sqrt(x), in.sqrt(x)), text, 60);
        assertClose(in.expm1(in.log1p(x)), text, 55);
        assertClose(
                in.power(in.power(x, number("0.7")), number("3.5")),
                in.power(x, number("2.45")).value.toString(),
                55);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e-40", "0.04", "0.3", "1", "17", "100", "800"})
    void hyperbolicAndLogisticKeepTheirDigits(String text) {
        Real x = number(text);
        // tanh x = 2 / (1 + exp(-2x)) - 1, and expit = (1 + tanh(x/2)) / 2
        Real viaExp = in.divide(
                in.expm1(number(text).value.signum() > 0 ? Real.of(x.value.multiply(BigDecimal.valueOf(2))) : x),
                in.add(in.exp(Real.of(x.value.multiply(BigDecimal.valueOf(2)))), Real.ONE));
        assertClose(in.tanh(x), viaExp.value.toString(), 55);
        assertThat(in.tanh(in.negate(x)).value)
                .isEqualByComparingTo(in.tanh(x).value.negate());
        assertClose(in.add(in.sigmoid(x), in.sigmoid(in.negate(x))), "1", 60);
        assertClose(
                in.divide(in.sigmoid(in.negate(x)), in.sigmoid(x)),
                in.exp(in.negate(x)).value.toString(),
                58);
    }

    @Test
    void theExponentIsWide() {
        assertClose(in.multiply(in.exp(Real.of(5000)), in.exp(Real.of(-5000))), "1", 58);
        assertThat(in.exp(Real.of(-800)).value).isGreaterThan(BigDecimal.ZERO);
        assertThat(in.exp(Real.of(1e10))).isSameAs(Real.INFINITY);
        assertThat(in.exp(Real.of(-1e10)).isZero()).isTrue();
        assertThat(in.exp(Real.of(-800)).toDouble()).isZero();
        assertThat(in.exp(Real.of(-700)).toDouble()).isEqualTo(Math.exp(-700));
        assertThat(in.exp(Real.of(800)).toDouble()).isInfinite();
    }

    @Test
    void powersAreExactWhereTheyAreWhole() {
        assertThat(in.power(Real.of(-3), Real.of(3)).value).isEqualByComparingTo("-27");
        assertThat(in.power(Real.of(2), Real.of(-2)).value).isEqualByComparingTo("0.25");
        assertThat(in.power(Real.ZERO, Real.ZERO).value).isEqualByComparingTo("1");
        assertThat(in.power(Real.ZERO, Real.of(-1))).isSameAs(Real.INFINITY);
        assertThat(in.power(Real.of(-2), Real.of(0.5)).isNan()).isTrue();
        assertThat(in.power(Real.of(0.25), Real.of(0.5)).value).isEqualByComparingTo("0.5");
        assertThat(in.power(Real.of(1e5), Real.of(20)).value).isEqualByComparingTo("1e100");
    }

    @Test
    void whatIsNoNumberStaysNone() {
        assertThat(in.log(Real.ZERO)).isSameAs(Real.MINUS_INFINITY);
        assertThat(in.log(Real.of(-1)).isNan()).isTrue();
        assertThat(in.divide(Real.ONE, Real.ZERO)).isSameAs(Real.INFINITY);
        assertThat(in.divide(Real.ZERO, Real.ZERO).isNan()).isTrue();
        assertThat(in.multiply(Real.ZERO, Real.INFINITY).isNan()).isTrue();
        assertThat(in.subtract(Real.INFINITY, Real.INFINITY).isNan()).isTrue();
        assertThat(in.add(Real.ONE, Real.MINUS_INFINITY)).isSameAs(Real.MINUS_INFINITY);
        assertThat(in.divide(Real.ONE, Real.INFINITY).isZero()).isTrue();
        assertThat(in.exp(Real.MINUS_INFINITY).isZero()).isTrue();
    }
}
