package dev.muster.command.boundary;

import dev.muster.platform.Clockwork;
import dev.muster.platform.Meters;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;

/** Ends commands whose time is over; rows that another node holds are left to it. */
@Startup
@Singleton
public class CommandClock {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Inject
    private CommandDelivery delivery;

    @Inject
    private Clockwork clock;

    @Inject
    private Meters meters;

    @PostConstruct
    void start() {
        meters.gauges("muster_commands_open", "Open commands by state; QUEUED wait", "state", delivery::openByState);
        clock.every(PAUSE, "expiring commands", delivery::expire);
    }
}
