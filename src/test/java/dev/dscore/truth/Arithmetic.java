package dev.dscore.truth;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;

/**
 * Elementary functions to a given number of decimal digits, each with a relative error of a few units of the last: series after
 * a reduction of the argument, with {@value #GUARD} digits to spare. Not for use by several threads at a time.
 */
final class Arithmetic {
    /** Where exp gives up: 10 to the power of 434294, far beyond what any verdict can depend on. */
    static final int LARGEST_EXPONENT = 1_000_000;

    private static final int GUARD = 12;
    // r / 2^16 before the series of exp, then squared sixteen times: five digits of the guard
    private static final int HALVINGS = 16;
    private static final int MOST_REMEMBERED = 50_000;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal NEAR_ONE = new BigDecimal("0.1");

    private final MathContext rounded;
    private final MathContext guarded;
    // of the fixed point in which exponentials are computed
    private final int bits;
    private final BigDecimal ln10;
    private final Map<BigDecimal, BigDecimal> exponentials = new HashMap<>();
    private final Map<BigDecimal, BigDecimal> logarithms = new HashMap<>();

    Arithmetic(int digits) {
        rounded = new MathContext(digits, RoundingMode.HALF_EVEN);
        guarded = new MathContext(digits + GUARD, RoundingMode.HALF_EVEN);
        bits = (int) ((digits + GUARD) * Math.log(10) / Math.log(2)) + 2 * HALVINGS;
        // ln 10 = 3 ln 2 + ln 5/4 = 6 atanh 1/3 + 2 atanh 1/9
        ln10 = atanh(BigDecimal.ONE.divide(BigDecimal.valueOf(3), guarded))
                .multiply(BigDecimal.valueOf(6))
                .add(atanh(BigDecimal.ONE.divide(BigDecimal.valueOf(9), guarded))
                        .multiply(TWO));
    }

    Circular circular() {
        return new Circular(rounded);
    }

    int digits() {
        return rounded.getPrecision();
    }

    Real add(Real a, Real b) {
        if (a.isFinite() && b.isFinite()) return Real.of(a.value.add(b.value, rounded));
        if (a.isNan() || b.isNan()) return Real.NAN;
        if (a.isInfinite() && b.isInfinite()) return a.signum() == b.signum() ? a : Real.NAN;
        return a.isInfinite() ? a : b;
    }

    Real negate(Real a) {
        return a.isFinite() ? Real.of(a.value.negate()) : Real.infinity(-a.signum());
    }

    Real subtract(Real a, Real b) {
        return add(a, negate(b));
    }

    Real multiply(Real a, Real b) {
        if (a.isFinite() && b.isFinite()) return Real.of(a.value.multiply(b.value, rounded));
        return Real.infinity(a.signum() * b.signum());
    }

    /** As IEEE has it, without a sign of zero: 1 / 0 is an infinity, 0 / 0 no number. */
    Real divide(Real a, Real b) {
        if (a.isNan() || b.isNan()) return Real.NAN;
        if (b.isInfinite()) return a.isInfinite() ? Real.NAN : Real.ZERO;
        if (b.isZero()) return Real.infinity(a.signum());
        if (a.isInfinite()) return Real.infinity(a.signum() * b.signum());
        return Real.of(a.value.divide(b.value, rounded));
    }

    /** The order of two numbers of which neither is NaN. */
    int compare(Real a, Real b) {
        if (a.isFinite() && b.isFinite()) return a.value.compareTo(b.value);
        int left = a.isInfinite() ? a.signum() : 0, right = b.isInfinite() ? b.signum() : 0;
        return Integer.compare(left, right);
    }

    Real max(Real a, Real b) {
        if (a.isNan() || b.isNan()) return Real.NAN;
        return compare(a, b) >= 0 ? a : b;
    }

    Real exp(Real a) {
        if (a.isNan()) return a;
        if (a.isInfinite()) return a.signum() > 0 ? a : Real.ZERO;
        if (a.value.abs().compareTo(BigDecimal.valueOf(LARGEST_EXPONENT)) > 0)
            return a.signum() > 0 ? Real.INFINITY : Real.ZERO;
        return Real.of(exp(a.value).round(rounded));
    }

    Real expm1(Real a) {
        if (!a.isFinite() || a.value.abs().compareTo(NEAR_ONE) >= 0) return subtract(exp(a), Real.ONE);
        BigDecimal term = a.value, sum = term;
        for (int n = 2; counts(term, sum); n++) {
            term = term.multiply(a.value, guarded).divide(BigDecimal.valueOf(n), guarded);
            sum = sum.add(term, guarded);
        }
        return Real.of(sum.round(rounded));
    }

    Real log(Real a) {
        if (a.isNan() || a.signum() < 0) return Real.NAN;
        if (a.isInfinite()) return a;
        return a.isZero() ? Real.MINUS_INFINITY : Real.of(log(a.value).round(rounded));
    }

    Real log1p(Real a) {
        if (!a.isFinite() || a.value.abs().compareTo(NEAR_ONE) >= 0) {
            return log(a.isFinite() ? Real.of(a.value.add(BigDecimal.ONE)) : a);
        }
        return Real.of(near1(a.value).round(rounded));
    }

    Real sqrt(Real a) {
        if (a.isNan() || a.signum() < 0) return Real.NAN;
        return a.isInfinite() ? a : Real.of(a.value.sqrt(rounded));
    }

    /** By exp(-2|a|) - 1, so that small results and those near 1 keep their digits. */
    Real tanh(Real a) {
        if (a.isNan()) return a;
        if (a.isInfinite()) return a.signum() > 0 ? Real.ONE : negate(Real.ONE);
        Real e = expm1(Real.of(a.value.abs().multiply(TWO).negate()));
        Real size = divide(negate(e), add(e, Real.of(2)));
        return a.signum() < 0 ? negate(size) : size;
    }

    Real sigmoid(Real a) {
        return divide(Real.ONE, add(Real.ONE, exp(negate(a))));
    }

    /** Exact for whole exponents up to 10,000; of a negative number no other power exists; 0 ** 0 is 1. */
    Real power(Real a, Real b) {
        if (a.isNan() || b.isNan()) return Real.NAN;
        if (b.isZero()) return Real.ONE;
        if (!b.isFinite() || !a.isFinite()) return Real.NAN;
        if (a.isZero()) return b.signum() > 0 ? Real.ZERO : Real.INFINITY;
        BigDecimal exponent = b.value.stripTrailingZeros();
        boolean whole = exponent.scale() <= 0;
        if (whole && exponent.abs().compareTo(BigDecimal.valueOf(10_000)) <= 0) {
            BigDecimal power = a.value.pow(exponent.abs().intValue(), guarded);
            return exponent.signum() > 0
                    ? Real.of(power.round(rounded))
                    : Real.of(BigDecimal.ONE.divide(power, rounded));
        }
        if (exponent.compareTo(new BigDecimal("0.5")) == 0) return sqrt(a);
        if (a.signum() < 0 && !whole) return Real.NAN;
        Real size = exp(Real.of(log(a.value.abs()).multiply(exponent, guarded)));
        boolean odd = whole && exponent.toBigInteger().testBit(0);
        return a.signum() < 0 && odd ? negate(size) : size;
    }

    // exp(x) = 10^k exp(r), |r| <= ln(10)/2
    private BigDecimal exp(BigDecimal x) {
        BigDecimal known = exponentials.get(x);
        if (known != null) return known;
        int k = x.divide(ln10, new MathContext(12))
                .setScale(0, RoundingMode.HALF_EVEN)
                .intValueExact();
        BigDecimal r = x.subtract(ln10.multiply(BigDecimal.valueOf(k)));
        // in fixed point: a product is shifted, where a decimal one would be divided
        BigInteger one = BigInteger.ONE.shiftLeft(bits);
        BigInteger reduced = r.multiply(new BigDecimal(one)).toBigInteger().shiftRight(HALVINGS);
        BigInteger term = one, sum = one;
        for (int n = 1; term.abs().bitLength() > 1; n++) {
            term = term.multiply(reduced).shiftRight(bits).divide(BigInteger.valueOf(n));
            sum = sum.add(term);
        }
        for (int i = 0; i < HALVINGS; i++) sum = sum.multiply(sum).shiftRight(bits);
        BigDecimal exponential = new BigDecimal(sum).divide(new BigDecimal(one), guarded);
        return remember(exponentials, x, exponential.scaleByPowerOfTen(k));
    }

    private BigDecimal log(BigDecimal x) {
        BigDecimal u = x.subtract(BigDecimal.ONE);
        if (u.abs().compareTo(NEAR_ONE) < 0) return near1(u);
        BigDecimal known = logarithms.get(x);
        if (known != null) return known;
        // x = m 10^k with m about 1; then Halley's iteration on exp, which triples the digits
        int k = x.precision() - x.scale();
        BigDecimal m = x.scaleByPowerOfTen(-k);
        BigDecimal y = new BigDecimal(Math.log(m.doubleValue()));
        for (int right = 14; right < guarded.getPrecision(); right *= 3) {
            BigDecimal e = exp(y);
            y = y.add(m.subtract(e).multiply(TWO).divide(m.add(e), guarded), guarded);
        }
        return remember(logarithms, x, y.add(ln10.multiply(BigDecimal.valueOf(k)), guarded));
    }

    // log(1 + u) = 2 atanh(u / (2 + u))
    private BigDecimal near1(BigDecimal u) {
        return atanh(u.divide(TWO.add(u), guarded)).multiply(TWO);
    }

    private BigDecimal atanh(BigDecimal z) {
        BigDecimal square = z.multiply(z, guarded), power = z, sum = z;
        for (int n = 3; counts(power, sum); n += 2) {
            power = power.multiply(square, guarded);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), guarded), guarded);
        }
        return sum;
    }

    /** Whether a term is above the last digit of its sum. */
    private boolean counts(BigDecimal term, BigDecimal sum) {
        return term.signum() != 0 && exponent(term) > exponent(sum) - guarded.getPrecision() - 1;
    }

    private static BigDecimal remember(Map<BigDecimal, BigDecimal> known, BigDecimal x, BigDecimal value) {
        if (known.size() >= MOST_REMEMBERED) known.clear();
        known.put(x, value);
        return value;
    }

    private static long exponent(BigDecimal x) {
        return (long) x.precision() - x.scale();
    }

    /** BigDecimal.doubleValue, whose text would have as many zeros as the exponent says. */
    static double toDouble(BigDecimal value) {
        if (value.signum() == 0 || exponent(value) < -330) return 0;
        if (exponent(value) > 310) return value.signum() * Double.POSITIVE_INFINITY;
        BigDecimal short40 = value.round(new MathContext(40));
        BigInteger digits = short40.unscaledValue();
        return Double.parseDouble(digits + "e" + -short40.scale());
    }
}
