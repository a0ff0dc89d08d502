package dev.dscore.tensor;

import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/** Off-heap memory for one evaluation. Closing it gives all back; no array made inside may be used after. */
final class Scope implements AutoCloseable {
    private final MemoryWorkspace workspace;

    /** @param bytes what is expected; what goes beyond is allocated and freed one by one */
    Scope(long bytes) {
        WorkspaceConfiguration configuration = WorkspaceConfiguration.builder()
                .initialSize(bytes)
                .policyAllocation(AllocationPolicy.STRICT)
                .policyLearning(LearningPolicy.NONE)
                .policySpill(SpillPolicy.EXTERNAL)
                .build();
        workspace = Nd4j.getWorkspaceManager().createNewWorkspace(configuration, "evaluation");
        workspace.notifyScopeEntered();
    }

    @Override
    public void close() {
        workspace.notifyScopeLeft();
        Nd4j.getWorkspaceManager().destroyWorkspace(workspace);
    }
}
