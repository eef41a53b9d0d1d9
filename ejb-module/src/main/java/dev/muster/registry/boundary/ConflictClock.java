package dev.muster.registry.boundary;

import dev.muster.identity.entity.InstallationPrepared;
import dev.muster.platform.Clockwork;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/** Forgets conflicts that have been silent for long. */
@Startup
@Singleton
public class ConflictClock {

    private static final Duration PAUSE = Duration.ofHours(6);

    @Inject
    private Conflicts conflicts;

    @Inject
    private Clockwork clock;

    public void begin(@Observes InstallationPrepared installation) {
        clock.every(PAUSE, "forgetting conflicts", conflicts::forget);
    }
}
