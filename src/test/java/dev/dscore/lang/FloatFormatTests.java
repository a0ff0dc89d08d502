package dev.dscore.lang;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatFormatTests {
    /** {@code for x in …: for s in …: print(repr(x), s, format(x, s), sep=' | ')} */
    @Test
    void numbersAreFormattedAsCPythonDoes() throws IOException {
        String text = new String(
                Objects.requireNonNull(FloatFormatTests.class.getResourceAsStream("float-formats.txt"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        int compared = 0;
        for (String line : text.split("\n")) {
            if (line.startsWith("#")) continue;
            String[] parts = line.split(" \\| ");
            double number =
                    Double.parseDouble(parts[0].replace("inf", "Infinity").replace("nan", "NaN"));
            assertThat(Texts.formatted(new Value.Real(number), parts[1]))
                    .as(line)
                    .isEqualTo(parts[2]);
            compared++;
        }
        assertThat(compared).isGreaterThan(300);
    }

    @Test
    void whereThereIsNoLogarithmThereIsNone() {
        assertThat(Logarithms.log2(0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Logarithms.log2(-1)).isNaN();
        assertThat(Logarithms.arccosh(0.5)).isNaN();
    }

    /** The values of CPython's math module. */
    @ParameterizedTest
    @CsvSource({"536870912, 29", "8, 3", "0.125, -3", "1e300, 996.5784284662087", "3, 1.584962500721156"})
    void logarithmsToBase2OfPowersAreExact(double x, double log2) {
        assertThat(Logarithms.log2(x)).isEqualTo(log2, org.assertj.core.data.Offset.offset(2 * Math.ulp(log2)));
    }

    @ParameterizedTest
    @CsvSource({
        "1e-9, 1e-9",
        "-1e-20, -1e-20",
        "0.5, 0.48121182505960347",
        "1e200, 461.2101657793691",
        "-3, -1.8184464592320668"
    })
    void arcsinhKeepsItsDigits(double x, double arcsinh) {
        assertThat(Logarithms.arcsinh(x))
                .isEqualTo(arcsinh, org.assertj.core.data.Offset.offset(2 * Math.ulp(arcsinh)));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1.0000000001, 1.4142136208675862e-05", "2, 1.3169578969248166", "1e200, 461.2101657793691"})
    void arccoshKeepsItsDigits(double x, double arccosh) {
        assertThat(Logarithms.arccosh(x))
                .isEqualTo(arccosh, org.assertj.core.data.Offset.offset(2 * Math.ulp(arccosh)));
    }
}
