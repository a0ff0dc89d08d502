package dev.dscore.verify;

import dev.dscore.graph.Operation;
import dev.dscore.plain.ErrorFunction;

/** The elementwise operations on single numbers. */
final class Elementary {
    private static final double LOG_2 = Math.log(2);

    private Elementary() {}

    static double apply(Operation operation, double a, double b, double c) {
        return switch (operation) {
            case NEGATE -> -a;
            case EXP -> Math.exp(a);
            case LOG -> Math.log(a);
            case LOG1P -> Math.log1p(a);
            case EXPM1 -> Math.expm1(a);
            case SQRT -> Math.sqrt(a);
            case SQUARE -> a * a;
            case ABS -> Math.abs(a);
            case SIGN -> Math.signum(a);
            case TANH -> Math.tanh(a);
            case SIGMOID -> a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a));
            case SIN -> Math.sin(a);
            case COS -> Math.cos(a);
            case ARCTAN -> Math.atan(a);
            case ERF -> ErrorFunction.erf(a);
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case POWER -> Math.pow(a, b);
            case LOGADDEXP -> a == b ? a + LOG_2 : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case LESS -> a < b ? 1 : 0;
            case LESS_EQUAL -> a <= b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_EQUAL -> a >= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
            case NOT_EQUAL -> a != b ? 1 : 0;
            case WHERE -> a != 0 ? b : c;
            default -> throw new IllegalArgumentException(operation + " is not elementwise");
        };
    }
}
