package dev.muster.registry.entity;

/**
 * A device after its move, which its caller may not see any more.
 *
 * @param org null in the pool
 * @param from the state it had
 */
public record MovedDevice(String id, String org, String state, String from) {}
