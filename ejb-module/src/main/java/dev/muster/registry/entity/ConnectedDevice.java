package dev.muster.registry.entity;

import java.time.Instant;

/** An open device socket: on which node, since when, from where. */
public record ConnectedDevice(String deviceId, String label, String node, Instant since, String address) {}
