package dev.muster.retention.entity;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One walk over all partitions.
 *
 * @param begunBy e-mail of the person, or {@code clock}
 * @param finishedAt null while it is under way, or waits for a node to go on with it
 * @param node the one that walks, or walked last
 * @param partition where it has come to; null once it is finished
 * @param deleted what it has deleted, by {@code reading}, {@code device_event}, {@code device_log}
 */
public record RetentionRun(
        UUID id,
        Instant begunAt,
        String begunBy,
        Instant finishedAt,
        String node,
        String partition,
        Map<String, Deleted> deleted) {

    public RetentionRun {
        deleted = Map.copyOf(deleted);
    }

    /** @param rows deleted one by one; rows of dropped partitions are not counted */
    public record Deleted(long partitions, long rows) {}
}
