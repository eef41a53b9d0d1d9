package dev.muster.registry.entity;

import dev.muster.platform.Scope;

/**
 * A device that has proved itself at a door. Acts for its org's rows and its own.
 *
 * @param device internal key
 * @param orgId null while unclaimed
 * @param credentialVersion the version its proof was made with; a newer one revokes this pass
 */
public record DevicePass(long device, String deviceId, Long orgId, int credentialVersion, String address)
        implements Scope {}
