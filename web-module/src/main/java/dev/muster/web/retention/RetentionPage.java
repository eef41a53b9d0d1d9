package dev.muster.web.retention;

import dev.muster.platform.ListQuery;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.retention.boundary.Retention;
import dev.muster.retention.boundary.RetentionRuns;
import dev.muster.retention.entity.KeptDays;
import dev.muster.retention.entity.RetentionRun;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.portal.Missing;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** For how long the org keeps what its devices said; for the platform operator also what the job did. */
@Named
@RequestScoped
public class RetentionPage {

    private static final int RUNS = 20;

    @Inject
    private Retention retention;

    @Inject
    private RetentionRuns job;

    @Inject
    private CurrentCaller current;

    private KeptDays days;

    public void open() {
        days = Missing.unless(() -> {
            current.get().require(Permission.SET_RETENTION);
            return retention.get(current.get());
        });
    }

    public KeptDays getDays() {
        return days;
    }

    /** @throws Refusal 403 for everybody but the platform operator */
    public List<RetentionRun> getRuns() {
        return job.list(current.get(), new ListQuery(null, null, 0, RUNS)).items();
    }

    /** Of all tables. */
    public long rows(RetentionRun run) {
        return run.deleted().values().stream()
                .mapToLong(RetentionRun.Deleted::rows)
                .sum();
    }

    /** Of all tables. */
    public long partitions(RetentionRun run) {
        return run.deleted().values().stream()
                .mapToLong(RetentionRun.Deleted::partitions)
                .sum();
    }
}
