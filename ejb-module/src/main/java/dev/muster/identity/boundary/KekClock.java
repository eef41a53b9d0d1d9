package dev.muster.identity.boundary;

import dev.muster.identity.entity.SealedColumn;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Looks again and again whether something is sealed under a former key-encryption key, and moves it. */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class KekClock {

    /** So many damaged values are named in the log. */
    private static final int NAMED = 10;

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
    private volatile long damaged;
    private final Map<SealedColumn, Map<String, String>> told = new ConcurrentHashMap<>();
    private volatile boolean ending;

    @PostConstruct
    void start() {
        meters.gauge("muster_kek_values_left", "Sealed values under former key-encryption keys", () -> left);
        meters.gauge(
                "muster_kek_values_damaged", "Sealed values that cannot be opened and so are not moved", () -> damaged);
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
            damaged = left == 0 ? 0 : damaged;
            return;
        }

        var formerKeys = String.join(", ", before.former());
        LOG.log(
                left == damaged ? Level.FINE : Level.INFO,
                "Moving {0} sealed values from the key-encryption key {1} to {2}",
                new Object[] {String.valueOf(left), formerKeys, before.newest()});
        damaged = rotation.columns(PLATFORM).stream().mapToLong(this::move).sum();
        left = rotation.state(PLATFORM).left();
        if (left == 0) {
            LOG.log(
                    Level.INFO,
                    "All sealed values are under the key-encryption key {0}, none under {1};"
                            + " ./muster rotate-kek --finish retires that",
                    new Object[] {before.newest(), formerKeys});
        }
    }

    /** All of a column but those that cannot be opened; returns how many these are. */
    private long move(SealedColumn column) {
        var stay = new LinkedHashMap<String, String>();
        for (var progress = 1; progress > 0 && !ending; ) {
            var known = stay.size();
            var moved = rotation.reseal(PLATFORM, column, stay);
            left -= moved;
            progress = moved + stay.size() - known;
        }
        if (!stay.isEmpty() && !stay.equals(told.put(column, stay))) {
            LOG.log(Level.WARNING, "{0} values of {1}.{2} cannot be opened and stay as they are: {3}{4}", new Object[] {
                String.valueOf(stay.size()),
                column.table(),
                column.column(),
                stay.values().stream().limit(NAMED).collect(Collectors.joining(", ")),
                stay.size() > NAMED ? ", …" : ""
            });
        }
        return stay.size();
    }
}
