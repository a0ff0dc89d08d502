package dev.dscore.app;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Report;
import dev.dscore.grade.Submission;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.verify.Coverage;

/** Grades one submission against the verified gradients of a function at the given inputs. */
public record GradeCall(FunctionDefinition function, InputSource inputs, Submission submission, Coverage coverage) {
    /**
     * A report, and the size of its inputs.
     *
     * @param bytes the bytes that the inputs and their gradients take
     */
    public record Graded(Report report, long bytes) {}

    /**
     * Grades the submission.
     *
     * @throws UnverifiedException if no gradient with points can be determined
     * @throws NotFiniteException if the function's value is not finite at these inputs
     * @throws TooCostlyException if the check costs more than a request may
     */
    public Graded run(Engine engine, Allowance allowance)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        BatchCall.Session session = new BatchCall(function, inputs, coverage).begin(engine);
        return new Graded(session.grade(submission, allowance), session.bytes());
    }

    static long bytes(Binding binding) {
        return binding.inputs().tensors().values().stream()
                .mapToLong(GradeCall::bytes)
                .sum();
    }

    private static long bytes(Tensor tensor) {
        return (long) Double.BYTES * tensor.size();
    }
}
