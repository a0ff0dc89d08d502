package dev.dscore.lang;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Formats numbers as CPython does: the exact binary value is rounded half to even, as by the C library's printf. */
final class FloatFormat {
    private FloatFormat() {}

    /** Returns the number with {@code digits} digits after the point, as {@code f"{x:.2f}"}. */
    static String fixed(double number, int digits) {
        if (!Double.isFinite(number)) return Numbers.text(number);
        String plain = new BigDecimal(Math.abs(number))
                .setScale(digits, RoundingMode.HALF_EVEN)
                .toPlainString();
        return sign(number) + plain;
    }

    /** Returns the number with one digit before the point and {@code digits} after it, as {@code f"{x:.2e}"}. */
    static String exponential(double number, int digits) {
        if (!Double.isFinite(number)) return Numbers.text(number);
        BigDecimal rounded = rounded(number, digits + 1);
        String all = rounded.unscaledValue().toString();
        all += "0".repeat(Math.max(0, digits + 1 - all.length()));
        String mantissa = digits == 0 ? all.substring(0, 1) : all.charAt(0) + "." + all.substring(1, digits + 1);
        int exponent = exponent(rounded);
        return sign(number)
                + mantissa
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    /** Returns the number with {@code digits} significant digits and no zeros at the end, as {@code f"{x:.3g}"}. */
    static String general(double number, int digits) {
        int significant = Math.max(1, digits);
        return general(number, significant, significant);
    }

    /** Returns the same with a point where there is no exponent, as {@code f"{x:.3}"}: {@code 3.0}. */
    static String pointed(double number, int digits) {
        int significant = Math.max(1, digits);
        String text = general(number, significant, significant - 1);
        return text.matches("-?\\d+") ? text + ".0" : text;
    }

    /** @param most the exponent from which on the number is written with it */
    private static String general(double number, int significant, int most) {
        if (!Double.isFinite(number)) return Numbers.text(number);
        int exponent = exponent(rounded(number, significant));
        if (exponent >= -4 && exponent < most)
            return withoutZeros(fixed(number, Math.max(0, significant - 1 - exponent)));
        String text = exponential(number, significant - 1);
        int e = text.indexOf('e');
        return withoutZeros(text.substring(0, e)) + text.substring(e);
    }

    private static String withoutZeros(String digits) {
        return digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
    }

    private static BigDecimal rounded(double number, int significant) {
        return new BigDecimal(Math.abs(number)).round(new MathContext(significant, RoundingMode.HALF_EVEN));
    }

    private static int exponent(BigDecimal rounded) {
        return rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    }

    private static String sign(double number) {
        return number < 0 || 1 / number < 0 ? "-" : "";
    }
}
