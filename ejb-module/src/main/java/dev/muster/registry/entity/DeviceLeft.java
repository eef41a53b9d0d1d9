package dev.muster.registry.entity;

/**
 * A device is about to leave this org, in this transaction: what waits there for it comes to nothing. Observed in the
 * scope of whoever moves it.
 *
 * @param device internal key
 */
public record DeviceLeft(long device, String deviceId, long orgId, String reason) {}
