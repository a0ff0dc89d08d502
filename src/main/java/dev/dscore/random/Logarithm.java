package dev.dscore.random;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Computes the natural logarithm, correctly rounded. NumPy's C library differs from that in the last bit for one number in 1300;
 * {@link Math#log} differs more often, and then random numbers would not be NumPy's to the bit.
 */
final class Logarithm {
    // the steps of the table per unit; it covers (√½, √2)
    private static final int STEPS = 128;
    private static final int FIRST = 90, LAST = 182;
    private static final MathContext DIGITS = new MathContext(40);
    private static final double[] HIGH = new double[LAST + 1], LOW = new double[LAST + 1];
    private static final double TWO_HIGH, TWO_LOW;

    static {
        for (int i = FIRST; i <= LAST; i++) {
            BigDecimal log = exact(new BigDecimal(i).divide(new BigDecimal(STEPS)));
            HIGH[i] = log.doubleValue();
            LOW[i] = log.subtract(new BigDecimal(HIGH[i])).doubleValue();
        }
        BigDecimal two = exact(new BigDecimal(2));
        TWO_HIGH = two.doubleValue();
        TWO_LOW = two.subtract(new BigDecimal(TWO_HIGH)).doubleValue();
    }

    private Logarithm() {}

    // 2 artanh((x − 1) / (x + 1))
    private static BigDecimal exact(BigDecimal x) {
        BigDecimal t = x.subtract(BigDecimal.ONE).divide(x.add(BigDecimal.ONE), DIGITS);
        BigDecimal square = t.multiply(t, DIGITS), power = t, sum = BigDecimal.ZERO;
        for (int k = 1; k < 90; k += 2) {
            sum = sum.add(power.divide(new BigDecimal(k), DIGITS), DIGITS);
            power = power.multiply(square, DIGITS);
        }
        return sum.multiply(new BigDecimal(2));
    }

    /** @param x a normal positive number */
    static double of(double x) {
        int exponent = Math.getExponent(x);
        double m = Math.scalb(x, -exponent);
        if (m > 1.4142) {
            m /= 2;
            exponent++;
        }
        int step = (int) Math.rint(m * STEPS);
        double c = (double) step / STEPS, d = m - c;
        // log x = exponent · log 2 + log c + log(1 + r)
        double r = d / c, rLow = Math.fma(-r, c, d) / c;
        double square = r * r, squareLow = Math.fma(r, r, -square) + 2 * r * rLow;
        double tail = 0;
        for (int k = 12; k >= 3; k--) tail = (k % 2 == 0 ? -1.0 : 1.0) / k + r * tail;
        tail *= square * r;
        double twos = exponent * TWO_HIGH, twosLow = Math.fma(exponent, TWO_HIGH, -twos) + exponent * TWO_LOW;
        double sum = twos + HIGH[step], low = rest(twos, HIGH[step], sum);
        double next = sum + r;
        low += rest(sum, r, next);
        double last = next - square / 2;
        low += rest(next, -square / 2, last);
        return last + (low + (twosLow + LOW[step] + rLow - squareLow / 2 + tail));
    }

    // the rounding error of a + b
    private static double rest(double a, double b, double sum) {
        double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }
}
