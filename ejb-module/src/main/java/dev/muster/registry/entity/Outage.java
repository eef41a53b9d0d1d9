package dev.muster.registry.entity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A time when no node was up, so that no device could be heard. */
public record Outage(Instant from, Instant to) {

    /** How much of the time between two moments was lost to outages, which do not overlap each other. */
    public static Duration between(Instant since, Instant now, List<Outage> outages) {
        return outages.stream()
                .map(outage -> Duration.between(
                        outage.from.isAfter(since) ? outage.from : since, outage.to.isBefore(now) ? outage.to : now))
                .filter(lost -> !lost.isNegative())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
