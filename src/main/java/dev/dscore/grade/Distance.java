package dev.dscore.grade;

import dev.dscore.array.Tensor;

/**
 * The familiar numbers for how far an array lies from the reference. None of them decides.
 *
 * @param relativeError max |x − y| / max(|x|, |y|), CS231n's rel_error
 * @param difference ‖x − y‖ / (‖x‖ + ‖y‖), deeplearning.ai's
 * @param allclose NumPy's, with its defaults
 * @param ratio ⟨x, y⟩ / ⟨y, y⟩: by what factor x is y, if it is a multiple
 * @param worst the index of the entry that is furthest off
 * @param errors where they lie
 */
public record Distance(
        double relativeError,
        double difference,
        double maxAbsoluteError,
        boolean allclose,
        double ratio,
        double cosine,
        int entriesWrong,
        int worst,
        ErrorMap errors) {

    /** Returns the distance between both arrays times {@code factor}. */
    Distance times(double factor) {
        return new Distance(
                relativeError,
                difference,
                factor * maxAbsoluteError,
                allclose,
                ratio,
                cosine,
                entriesWrong,
                worst,
                errors);
    }

    /** @param accepted of each entry whether it counts as right */
    static Distance between(Tensor submitted, Tensor reference, boolean[] accepted) {
        double relative = 0, absolute = 0, apart = 0, ofX = 0, ofY = 0, product = 0, worstBy = -1;
        boolean allclose = true;
        // the worst entry is one of those that are wrong, if any is
        boolean right = true;
        for (boolean one : accepted) right &= one;
        int wrong = 0, worst = 0;
        for (int i = 0; i < reference.size(); i++) {
            double x = submitted.data()[i], y = reference.data()[i], error = Math.abs(x - y);
            if (Double.isNaN(y)) continue; // undetermined
            double size = Math.max(Math.abs(x), Math.abs(y));
            if (size > 0) relative = Math.max(relative, error / size);
            boolean counts = accepted[i] == right;
            if (counts && error > worstBy) {
                worstBy = error;
                worst = i;
            }
            absolute = Math.max(absolute, error);
            allclose &= error <= 1e-8 + 1e-5 * Math.abs(y);
            if (!accepted[i]) wrong++;
            apart += error * error;
            ofX += x * x;
            ofY += y * y;
            product += x * y;
        }
        double norms = Math.sqrt(ofX) + Math.sqrt(ofY);
        return new Distance(
                relative,
                norms == 0 ? 0 : Math.sqrt(apart) / norms,
                absolute,
                allclose,
                ofY == 0 ? 0 : product / ofY,
                ofX == 0 || ofY == 0 ? 0 : product / Math.sqrt(ofX) / Math.sqrt(ofY),
                wrong,
                worst,
                ErrorMap.of(submitted, reference, accepted, worst));
    }
}
