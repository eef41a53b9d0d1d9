package dev.muster.registry.entity;

import dev.muster.platform.Caller;

/**
 * A device was ejected or retired and stays in its org, in this transaction: it is handed no command any more. Observed
 * in the scope of whoever moves it.
 *
 * @param device internal key
 */
public record DeviceOutOfService(long device, String deviceId, Caller by, DeviceState state, String reason) {}
