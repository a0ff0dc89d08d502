package dev.dscore.app;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Grader;
import dev.dscore.grade.Report;
import dev.dscore.grade.Submission;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.verify.Coverage;
import java.util.Map;

/** A batch of submissions to one function at the same inputs. The reference is derived and verified once. */
public record BatchCall(FunctionDefinition function, InputSource inputs, Coverage coverage) {
    /** Binds the inputs and opens a session for submissions at them. */
    public Session begin(Engine engine) throws TooCostlyException {
        Map<String, Integer> lengths = Map.of();
        try {
            Binding binding = inputs.bind(function, engine);
            lengths = binding.inputs().lengths();
            return new Session(this, engine, binding);
        } catch (RuntimeException | Error e) {
            FailureNote.add(e, engine.catalogue(), function, lengths, inputs);
            throw e;
        }
    }

    /** Grades submissions one after the other, each independently of the others. Not thread-safe. */
    public static final class Session {
        private final BatchCall call;
        private final Engine engine;
        private final Binding binding;
        private final Grader.Session session;

        private Session(BatchCall call, Engine engine, Binding binding) {
            this.call = call;
            this.engine = engine;
            this.binding = binding;
            this.session = engine.grader().session(call.function, binding, call.coverage);
        }

        /** Grades one submission; throws as {@link GradeCall#run} does. */
        public Report grade(Submission submission, Allowance allowance)
                throws UnverifiedException, NotFiniteException, TooCostlyException {
            try {
                return session.grade(submission, allowance);
            } catch (RuntimeException | Error e) {
                note(e);
                throw e;
            }
        }

        /** Adds a note for the log to {@code failure}, from which the failure can be reproduced. */
        public void note(Throwable failure) {
            FailureNote.add(
                    failure, engine.catalogue(), call.function, binding.inputs().lengths(), call.inputs);
        }

        /** Returns the bytes that the inputs and their gradients take. */
        public long bytes() {
            return 2 * GradeCall.bytes(binding);
        }
    }
}
