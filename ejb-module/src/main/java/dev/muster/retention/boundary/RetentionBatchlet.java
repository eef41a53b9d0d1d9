package dev.muster.retention.boundary;

import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import dev.muster.retention.entity.Lease;
import dev.muster.retention.entity.Step;
import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.runtime.BatchStatus;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;

/** The step of the job {@code retention} (META-INF/batch-jobs): goes on with a run until nothing is left of it. */
@Named
@Dependent
public class RetentionBatchlet extends AbstractBatchlet {

    /** The job, and its parameters: the lease of the run. */
    static final String JOB = "retention";

    static final String RUN = "run";
    static final String HOLDER = "holder";

    private static final Scope PLATFORM = Scope.ofPlatform();

    @Inject
    @BatchProperty(name = RUN)
    private String run;

    @Inject
    @BatchProperty(name = HOLDER)
    private String holder;

    @Inject
    private RetentionRuns runs;

    @Inject
    private Meters meters;

    private volatile boolean stopped;

    @Override
    public String process() {
        var lease = new Lease(UUID.fromString(run), UUID.fromString(holder));
        for (var step = runs.step(PLATFORM, lease); step.isPresent(); step = runs.step(PLATFORM, lease)) {
            count(step.get());
            if (stopped) {
                return BatchStatus.STOPPED.name();
            }
        }
        return BatchStatus.COMPLETED.name();
    }

    private void count(Step step) {
        meters.add(Count.RETENTION_PARTITIONS, step.partitions(), step.parent());
        meters.add(Count.RETENTION_ROWS, step.rows(), step.parent());
    }

    /** After the step that is under way; a minute later the run may be gone on with. */
    @Override
    public void stop() {
        stopped = true;
    }
}
