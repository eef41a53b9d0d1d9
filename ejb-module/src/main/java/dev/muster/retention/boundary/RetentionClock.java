package dev.muster.retention.boundary;

import dev.muster.platform.Clockwork;
import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import dev.muster.retention.entity.Lease;
import dev.muster.retention.entity.RunBegun;
import jakarta.annotation.PostConstruct;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Begins the run of each day, and starts the job for a run that no other node is at, be it new or left behind. */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RetentionClock {

    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Scope PLATFORM = Scope.ofPlatform();

    @Inject
    private RetentionRuns runs;

    @Inject
    private Clockwork clock;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.retention.daily")
    private boolean daily;

    @PostConstruct
    void start() {
        clock.every(PAUSE, "deleting what is kept no longer", this::look);
    }

    public void begun(@Observes(during = TransactionPhase.AFTER_SUCCESS) RunBegun begun) {
        clock.once(Duration.ZERO, "deleting what is kept no longer", this::takeUp);
    }

    private void look() {
        if (daily) {
            runs.beginDaily(PLATFORM);
        }
        takeUp();
    }

    private void takeUp() {
        runs.take(PLATFORM).ifPresent(this::start);
    }

    private void start(Lease lease) {
        var parameters = new Properties();
        parameters.setProperty(RetentionBatchlet.RUN, lease.run().toString());
        parameters.setProperty(RetentionBatchlet.HOLDER, lease.holder().toString());
        BatchRuntime.getJobOperator().start(RetentionBatchlet.JOB, parameters);
        meters.add(Count.RETENTION_RUNS, 1, "started");
    }
}
