package dev.muster.registry.entity;

import dev.muster.platform.Scope;
import java.util.UUID;

/** A device that holds a secret derived from a factory key, and is not registered yet. Acts for its own rows. */
public record Newcomer(String deviceId, UUID factoryKey, byte[] secret, String address) implements Scope {
    @Override
    public String toString() {
        return "Newcomer[" + deviceId + "]";
    }
}
