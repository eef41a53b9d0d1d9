package dev.muster.agent.store;

import java.time.Duration;

/**
 * How much may wait, and for how long. Beyond it the oldest telemetry goes first, scans and prints when none is left;
 * results of commands, error-log entries, alerts and what the device reported never.
 *
 * @param bytes size of the queue's file
 * @param age running time of the agent after which telemetry goes
 * @param memoryBytes size of the queue while the disk takes no writes
 */
public record QueueBounds(long bytes, Duration age, long memoryBytes) {

    private static final long MIB = 1024 * 1024;

    /** Seven days of readings each five seconds, and room for the rest. */
    public static final QueueBounds USUAL = ofMebibytes(96, 30, 16);

    private static final long LEAST = 128 * 1024;

    public QueueBounds {
        if (bytes < LEAST || memoryBytes < LEAST) {
            throw new IllegalArgumentException("a queue has room for at least 128 KiB");
        }
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException("what waits has to have some time for it");
        }
    }

    /** As a person says it. */
    public static QueueBounds ofMebibytes(int disk, int days, int memory) {
        return new QueueBounds(disk * MIB, Duration.ofDays(days), memory * MIB);
    }
}
