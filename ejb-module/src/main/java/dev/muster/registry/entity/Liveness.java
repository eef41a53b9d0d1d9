package dev.muster.registry.entity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How alive a device is, with the evidence: four facts that nobody edits. A device reports while its last contact is
 * within twice its own cadence, is late up to five times, and silent after that; time in which no node was up to hear it
 * does not count. The portal repeats this rule between events (liveness.js); the list's SQL states it once more
 * ({@code DeviceList}, and {@code unheard} in the schema).
 *
 * @param status the one word for a list, of {@link #STATUSES}
 * @param socketOpen whether a device socket is open
 * @param lastContactAt the last time something from the device was stored; null for never
 * @param cadenceSec learned seconds between contacts; null before the second contact
 * @param outages times since the last contact when no node was up
 * @param socketNode the node that holds the socket, null without one
 * @param socketSince since when
 */
public record Liveness(
        String status,
        boolean socketOpen,
        boolean reporting,
        boolean late,
        boolean silent,
        Instant lastContactAt,
        Double cadenceSec,
        List<Outage> outages,
        String socketNode,
        Instant socketSince) {

    /** {@code waiting} has come to the org and nobody has decided about it; {@code out} has left service. */
    public static final List<String> STATUSES =
            List.of("reporting", "late", "silent", "never", "disabled", "waiting", "out");

    public static final int REPORTING_CADENCES = 2;
    public static final int REPORTING_AT_LEAST_SEC = 10;
    public static final int LATE_CADENCES = 5;
    public static final int LATE_AT_LEAST_SEC = 30;

    public static Liveness of(
            DeviceState state,
            boolean waiting,
            Instant lastContactAt,
            Double cadenceSec,
            List<Outage> outages,
            String socketNode,
            Instant socketSince,
            Instant now) {
        var cadence = cadenceSec == null ? 0 : cadenceSec;
        var age = lastContactAt == null
                ? Double.POSITIVE_INFINITY
                : Duration.between(lastContactAt, now)
                                .minus(Outage.between(lastContactAt, now, outages))
                                .toMillis()
                        / 1_000.0;
        var reporting = age <= Math.max(REPORTING_AT_LEAST_SEC, REPORTING_CADENCES * cadence);
        var late = !reporting && age <= Math.max(LATE_AT_LEAST_SEC, LATE_CADENCES * cadence);
        var silent = lastContactAt != null && !reporting && !late;
        var status = switch (state) {
            case DISABLED -> "disabled";
            case EJECTED, RETIRED -> waiting ? "waiting" : "out";
            case ACTIVE, UNCLAIMED ->
                lastContactAt == null ? "never" : reporting ? "reporting" : late ? "late" : "silent";
        };
        return new Liveness(
                status,
                socketNode != null,
                reporting,
                late,
                silent,
                lastContactAt,
                cadenceSec,
                List.copyOf(outages),
                socketNode,
                socketSince);
    }
}
