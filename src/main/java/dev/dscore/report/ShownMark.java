package dev.dscore.report;

import dev.dscore.array.Tensor;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.grade.Distance;
import dev.dscore.grade.ErrorMap;
import dev.dscore.grade.Mark;
import dev.dscore.grade.Status;
import dev.dscore.grade.Told;
import dev.dscore.graph.Shape;
import dev.dscore.problem.Printable;
import java.util.Locale;
import java.util.Optional;

/**
 * The part of a mark that the reader of a report may see.
 *
 * @param declared the shape, in symbols, of the value that the mark's gradient belongs to
 * @param numbers present if the shape is right and every number finite
 * @param shapes present if the submitted shape is wrong
 * @param answer the right gradient, with {@link Reveal#ANSWERS} only
 * @param errors the map of the errors, if there are any
 */
public record ShownMark(
        String name,
        Status status,
        double score,
        double maxScore,
        Shape declared,
        Optional<Numbers> numbers,
        Optional<Shapes> shapes,
        Optional<String> message,
        Optional<Mistake> mistake,
        Optional<Tensor> answer,
        Optional<ErrorMap> errors) {

    /** The familiar error measures of {@link Distance}, to two digits below {@link Reveal#ANSWERS}. */
    public record Numbers(
            double relativeError,
            double difference,
            double maxAbsoluteError,
            boolean allclose,
            double ratio,
            double cosine,
            int entriesWrong,
            int entries,
            Worst worst) {}

    /**
     * The entry with the largest error.
     *
     * @param submitted absent if code was graded below {@link Reveal#ANSWERS}: the values that it computes would reveal
     *     the inputs
     * @param expected present with {@link Reveal#ANSWERS} only
     */
    public record Worst(int[] index, Optional<Double> submitted, Optional<Double> expected) {}

    /** The right shape, and the submitted one if it may be revealed. */
    public record Shapes(int[] expected, Optional<int[]> submitted) {}

    /** @param computed whether code was graded */
    static ShownMark of(Mark mark, Reveal reveal, boolean computed) {
        if (reveal == Reveal.VERDICT) {
            return new ShownMark(
                    mark.name(),
                    mark.status(),
                    mark.score(),
                    mark.maxScore(),
                    mark.declared(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        Optional<Distance> distance = Optional.ofNullable(mark.distance());
        Optional<Tensor> submitted = Optional.ofNullable(mark.submitted());
        boolean wrongShape = mark.status() == Status.WRONG_SHAPE;
        return new ShownMark(
                mark.name(),
                mark.status(),
                mark.score(),
                mark.maxScore(),
                mark.declared(),
                distance.map(by -> numbers(mark, by, submitted.orElseThrow(), reveal, computed)),
                wrongShape
                        ? Optional.of(new Shapes(
                                mark.reference().shape(),
                                submitted
                                        .filter(tensor -> reveal == Reveal.ANSWERS || mark.isShapeTold())
                                        .map(Tensor::shape)))
                        : Optional.empty(),
                Optional.of(Printable.of(reveal == Reveal.ANSWERS ? mark.message() : mark.told())),
                Optional.ofNullable(mark.mistake()),
                reveal == Reveal.ANSWERS ? Optional.of(mark.reference()) : Optional.empty(),
                mark.status().isRight() ? Optional.empty() : distance.map(Distance::errors));
    }

    private static Numbers numbers(Mark mark, Distance by, Tensor submitted, Reveal reveal, boolean computed) {
        boolean all = reveal == Reveal.ANSWERS;
        int worst = by.worst();
        return new Numbers(
                told(by.relativeError(), reveal),
                told(by.difference(), reveal),
                told(by.maxAbsoluteError(), reveal),
                by.allclose(),
                told(by.ratio(), reveal),
                told(by.cosine(), reveal),
                by.entriesWrong(),
                mark.reference().size(),
                new Worst(
                        submitted.index(worst),
                        all || !computed ? Optional.of(submitted.data()[worst]) : Optional.empty(),
                        all ? Optional.of(mark.reference().data()[worst]) : Optional.empty()));
    }

    private static double told(double size, Reveal reveal) {
        return reveal == Reveal.ANSWERS ? size : Told.size(size);
    }

    /** Returns the status as the contract spells it: {@code wrong_shape}. */
    public String statusName() {
        return status.name().toLowerCase(Locale.ROOT);
    }

    boolean isRight() {
        return status.isRight();
    }

    boolean isGraded() {
        return status.isGraded();
    }

    /** Returns whether the mark is one of an autograder's tests: a mark without points is none. */
    boolean isTest() {
        return maxScore > 0;
    }
}
