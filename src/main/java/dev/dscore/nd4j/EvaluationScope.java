package dev.dscore.nd4j;

import java.util.concurrent.atomic.AtomicLong;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Off-heap memory for the arrays that this thread makes while the scope is open. Closing frees all of it; no array made
 * inside may be used afterwards. A small scope borrows memory that its thread keeps for the next.
 */
final class EvaluationScope implements AutoCloseable {
    /** The size of a small scope, in bytes. Each evaluating thread keeps one workspace of this size. */
    static final long SMALL = 1 << 17;

    private static final AtomicLong BYTES = new AtomicLong();
    private static final ThreadLocal<MemoryWorkspace> KEPT = ThreadLocal.withInitial(() -> workspace(SMALL));

    private final MemoryWorkspace workspace;
    private final boolean kept;
    private final long bytes;

    /** @param bytes the expected size; memory beyond it is allocated and freed one array at a time */
    EvaluationScope(long bytes) {
        this.bytes = bytes;
        kept = bytes <= SMALL;
        workspace = kept ? KEPT.get() : workspace(bytes);
        workspace.notifyScopeEntered();
    }

    /** Returns the bytes of all evaluations now, including those that threads keep. */
    static long allBytes() {
        return BYTES.get();
    }

    /** Adds to {@link #allBytes}. */
    static void count(long bytes) {
        BYTES.addAndGet(bytes);
    }

    /** Frees all arrays made inside so far. */
    void clear() {
        workspace.notifyScopeLeft();
        workspace.notifyScopeEntered();
    }

    private static MemoryWorkspace workspace(long bytes) {
        BYTES.addAndGet(bytes);
        WorkspaceConfiguration configuration = WorkspaceConfiguration.builder()
                .initialSize(bytes)
                .policyAllocation(AllocationPolicy.STRICT)
                .policyLearning(LearningPolicy.NONE)
                .policySpill(SpillPolicy.EXTERNAL)
                .build();
        return Nd4j.getWorkspaceManager().createNewWorkspace(configuration, "evaluation");
    }

    @Override
    public void close() {
        workspace.notifyScopeLeft();
        if (kept) return;
        BYTES.addAndGet(-bytes);
        Nd4j.getWorkspaceManager().destroyWorkspace(workspace);
    }
}
