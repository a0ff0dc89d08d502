package dev.dscore.truth;

import java.math.BigDecimal;
import java.math.MathContext;

/** Sine, cosine, arctangent and the error function by their power series, with digits enough for what the terms cancel. */
final class Circular {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private final MathContext rounded;

    Circular(MathContext rounded) {
        this.rounded = rounded;
    }

    private interface Series {
        BigDecimal of(BigDecimal x, MathContext guarded);
    }

    Real sin(Real a) {
        return of(a, (x, guarded) -> alternating(x, x, 1, guarded));
    }

    Real cos(Real a) {
        return of(a, (x, guarded) -> alternating(BigDecimal.ONE, x, 0, guarded));
    }

    // x^k/k! − x^(k+2)/(k+2)! + …
    private static BigDecimal alternating(BigDecimal first, BigDecimal x, int k, MathContext guarded) {
        BigDecimal square = x.multiply(x, guarded), term = first, sum = first;
        for (int n = k; counts(term, guarded); n += 2) {
            term = term.multiply(square, guarded).divide(BigDecimal.valueOf(-(n + 1L) * (n + 2)), guarded);
            sum = sum.add(term, guarded);
        }
        return sum;
    }

    Real arctan(Real a) {
        if (a.isInfinite()) return Real.of(pi(rounded).divide(TWO, rounded).multiply(BigDecimal.valueOf(a.signum())));
        return of(a, Circular::arctan);
    }

    private static BigDecimal arctan(BigDecimal x, MathContext guarded) {
        if (x.abs().compareTo(new BigDecimal("0.2")) > 0) {
            BigDecimal root = BigDecimal.ONE.add(x.multiply(x, guarded)).sqrt(guarded);
            return arctan(x.divide(BigDecimal.ONE.add(root), guarded), guarded).multiply(TWO);
        }
        BigDecimal square = x.multiply(x, guarded).negate(), power = x, sum = x;
        for (int n = 3; counts(power, guarded); n += 2) {
            power = power.multiply(square, guarded);
            sum = sum.add(power.divide(BigDecimal.valueOf(n), guarded), guarded);
        }
        return sum;
    }

    private static BigDecimal pi(MathContext guarded) {
        BigDecimal fifth = arctan(BigDecimal.ONE.divide(BigDecimal.valueOf(5), guarded), guarded);
        BigDecimal other = arctan(BigDecimal.ONE.divide(BigDecimal.valueOf(239), guarded), guarded);
        return fifth.multiply(BigDecimal.valueOf(16)).subtract(other.multiply(BigDecimal.valueOf(4)));
    }

    Real erf(Real a) {
        if (a.isInfinite() || a.isFinite() && a.value.abs().compareTo(BigDecimal.valueOf(30)) > 0)
            return Real.of(a.signum());
        return of(a, (x, guarded) -> {
            BigDecimal square = x.multiply(x, guarded).negate(), power = x, sum = x;
            for (int n = 1; counts(power, guarded); n++) {
                power = power.multiply(square, guarded).divide(BigDecimal.valueOf(n), guarded);
                sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), guarded), guarded);
            }
            return sum.multiply(TWO).divide(pi(guarded).sqrt(guarded), guarded);
        });
    }

    private Real of(Real a, Series series) {
        if (!a.isFinite()) return Real.NAN;
        int largest = Math.max(10, a.value.abs().intValue());
        // exp(x²) bounds the terms
        int digits = rounded.getPrecision() + 20 + Math.min(2 * largest * largest, 20_000) / 2;
        return Real.of(series.of(a.value, new MathContext(digits)).round(rounded));
    }

    private static boolean counts(BigDecimal term, MathContext guarded) {
        return term.signum() != 0 && term.precision() - term.scale() > -guarded.getPrecision();
    }
}
