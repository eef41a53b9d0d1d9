package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.boundary.Keyring;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.registry.control.Credentials;
import dev.muster.registry.control.DeviceRights;
import dev.muster.registry.entity.CredentialRevoked;
import dev.muster.registry.entity.CredentialView;
import dev.muster.registry.entity.DeviceAccess;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.registry.entity.NewCredential;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The credential of a device as people handle it: a new one with an overlap, or none at all, at once. */
@Stateless
@Scoped
public class DeviceCredentials {

    @Inject
    private Devices devices;

    @Inject
    private Credentials credentials;

    @Inject
    private DeviceRights rights;

    @Inject
    private Keyring keyring;

    @Inject
    private AuditLog audit;

    @Inject
    private Event<CredentialRevoked> revoked;

    @Inject
    @ConfigProperty(name = "muster.credential.overlap")
    private Duration overlap;

    /**
     * What there is to know of it but the secret; the platform operator looks into the pool too.
     *
     * @throws Refusal 404
     */
    public CredentialView get(Caller caller, String deviceId) {
        caller.require(Permission.VIEW_DEVICES);
        return credentials.view(rights.visible(caller, deviceId).orElseThrow(() -> Refusal.notFound("device")));
    }

    /**
     * Makes a new secret and token, shown this once. The old ones work beside them for {@code
     * muster.credential.overlap}; after a revocation there are none.
     *
     * @throws Refusal 404; 403; 409 {@code device-retired}
     */
    public NewCredential rotate(Caller caller, String deviceId) {
        var device = devices.require(caller, deviceId, Permission.ROTATE_CREDENTIALS);
        if (device.state() == DeviceState.RETIRED) {
            throw Refusal.conflict("device-retired", "a retired device gets no new credential");
        }
        var valid = credentials.find(deviceId).isPresent();
        var now = Instant.now();
        var until = now.plus(overlap);
        var made = credentials
                .first(record(caller, device))
                .orElseGet(() -> credentials.replace(record(caller, device), null, until));
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "device.credential-rotated",
                "device",
                deviceId,
                Map.of("version", made.credentialVersion(), "overlap", overlap.toString()));
        var expiresAt = keyring.deviceTokenExpiry(now);
        return new NewCredential(
                deviceId,
                made.credentialVersion(),
                Base64.getEncoder().encodeToString(made.secret()),
                keyring.deviceToken(deviceId, made.credentialVersion(), expiresAt),
                expiresAt,
                valid ? until : null);
    }

    /** Ends every secret and token of the device, open sockets included. Revoking what is revoked changes nothing. */
    public void revoke(Caller caller, String deviceId) {
        var device = devices.require(caller, deviceId, Permission.ROTATE_CREDENTIALS);
        if (credentials.revoke(device.key())) {
            audit.record(Actor.of(caller), caller.orgId(), "device.credential-revoked", "device", deviceId, Map.of());
            revoked.fire(new CredentialRevoked(caller.orgId(), deviceId));
        }
    }

    private static DoorRecord record(Caller caller, DeviceAccess device) {
        return new DoorRecord(device.key(), device.deviceId(), caller.orgId(), device.state(), 0, new byte[0]);
    }
}
