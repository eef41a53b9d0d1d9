package dev.muster.telemetry.boundary;

import dev.muster.platform.Clockwork;
import dev.muster.platform.Sql;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;

/** Makes the daily partitions of readings, events and log lines ahead of time. The database's owner does the DDL. */
@Startup
@Singleton
public class Partitions {

    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int DAYS_AHEAD = 7;

    @Inject
    private Sql sql;

    @Inject
    private Clockwork clock;

    @PostConstruct
    void start() {
        clock.every(
                PAUSE, "making partitions", () -> sql.query("select ensure_partitions(?)", row -> null, DAYS_AHEAD));
    }
}
