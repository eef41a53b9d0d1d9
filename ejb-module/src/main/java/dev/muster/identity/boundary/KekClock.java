package dev.muster.identity.boundary;

import dev.muster.platform.Clockwork;
import dev.muster.platform.Meters;
import dev.muster.platform.Scope;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Looks again and again whether something is sealed under a former key-encryption key, and moves it. */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class KekClock {

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Scope PLATFORM = Scope.ofPlatform();
    private static final Logger LOG = Logger.getLogger(KekClock.class.getName());

    @Inject
    private KekRotation rotation;

    @Inject
    private Start start;

    @Inject
    private Clockwork clock;

    @Inject
    private Meters meters;

    private volatile long left;
    private volatile boolean ending;

    @PostConstruct
    void start() {
        meters.gauge("muster_kek_values_left", "Sealed values under former key-encryption keys", () -> left);
        clock.every(PAUSE, "moving values to the newest key-encryption key", this::look);
    }

    @PreDestroy
    void end() {
        ending = true;
    }

    private void look() {
        if (!start.isPrepared()) {
            return;
        }
        var before = rotation.state(PLATFORM);
        left = before.left();
        if (left == 0 || !before.ours()) {
            return;
        }
        var formerKeys = String.join(", ", before.former());
        LOG.log(Level.INFO, "Moving {0} sealed values from the key-encryption key {1} to {2}", new Object[] {
            String.valueOf(left), formerKeys, before.newest()
        });
        rotation.columns(PLATFORM).forEach(column -> {
            for (var moved = 1; moved > 0 && !ending; left -= moved) {
                moved = rotation.reseal(PLATFORM, column);
            }
        });
        left = rotation.state(PLATFORM).left();
        if (left == 0) {
            LOG.log(
                    Level.INFO,
                    "All sealed values are under the key-encryption key {0}, none under {1};"
                            + " ./muster rotate-kek --finish retires that",
                    new Object[] {before.newest(), formerKeys});
        }
    }
}
