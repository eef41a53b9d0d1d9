package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.boundary.Keyring;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.SqlFailure;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.DeviceId;
import dev.muster.protocol.Enrollment;
import dev.muster.protocol.Text;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.control.Credentials;
import dev.muster.registry.entity.CredentialRevoked;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;

/** How a device gets its secret and token: with an enrollment key the first time, with its old secret after that. */
@Stateless
@Scoped
public class Enrollments {

    @Inject
    private Sql sql;

    @Inject
    private Credentials credentials;

    @Inject
    private Keyring keyring;

    @Inject
    private DeviceDoor door;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<DeviceChanged> changed;

    @Inject
    private Event<CredentialRevoked> revoked;

    /** What an unknown device says of itself. {@code companyId} is an org's slug, and optional. */
    public record Application(
            String deviceId, String enrollmentKey, String name, String companyId, String version, String address) {}

    private record Key(UUID id, long orgId, String orgSlug, boolean approve) {}

    /**
     * Enrolls a device nobody knows yet.
     *
     * @throws Refusal 401 {@code enrollment-key} for a key that is unknown, revoked, expired or used up; 403 {@code
     *     known-device} where the id is taken; 403 {@code approval-needed} where a person must register it first
     */
    public Enrollment enroll(Application application, String requestId) {
        if (!DeviceId.isValid(application.deviceId())) {
            throw Refusal.of(
                    422,
                    "invalid",
                    "a device id has 1 to 64 letters, digits or . _ : - and starts with a" + " letter or digit");
        }
        var key = use(application.enrollmentKey(), application.deviceId());
        if (application.companyId() != null && !application.companyId().equals(key.orgSlug())) {
            throw Refusal.of(403, "enrollment-org", "this enrollment key belongs to another org than companyId");
        }
        if (known(application.deviceId())) {
            throw knownDevice();
        }
        if (!key.approve()) {
            throw Refusal.of(403, "approval-needed", "ask an operator to register this device first");
        }
        var device = create(application, key);
        audit.record(
                Actor.device(application.deviceId(), application.address(), requestId),
                key.orgId(),
                "device.enrolled",
                "device",
                application.deviceId(),
                Map.of("enrollmentKey", key.id().toString()));
        changed.fire(new DeviceChanged(key.orgId(), application.deviceId(), "enrolled"));
        return answer(device);
    }

    /**
     * A new secret and token for a device whose signature with the old secret held. Everything the old ones opened
     * closes.
     *
     * @throws Refusal 403 {@code device-disabled}; 401 {@code clock-skew}; 401 {@code replay}
     */
    public Enrollment renew(DoorRecord proven, RequestSignature signature, String address, String requestId) {
        transaction.become(proven.pass(address));
        var standing = door.lock(proven.pass(address)).orElseThrow(Enrollments::knownDevice);
        if (!standing.credentialCurrent()) {
            throw Refusal.of(401, "signature", "this secret was replaced");
        }
        if (!standing.state().mayTalk()) {
            throw standing.state().refusal();
        }
        door.requireFresh(proven.pass(address), signature);
        var renewed = credentials.replace(proven);
        audit.record(
                Actor.device(proven.deviceId(), address, requestId),
                proven.orgId(),
                "device.credential-renewed",
                "device",
                proven.deviceId(),
                Map.of("version", renewed.credentialVersion()));
        revoked.fire(new CredentialRevoked(proven.orgId(), proven.deviceId()));
        return answer(renewed);
    }

    /** What a known device without proof is told, whoever owns it. */
    public static Refusal knownDevice() {
        return Refusal.of(
                403,
                "known-device",
                "this id is taken: a known device proves itself with a signature by its old secret; otherwise choose"
                        + " another id");
    }

    /** Counts a use of the key and acts for its org and this device from here on. */
    private Key use(String enrollmentKey, String deviceId) {
        var hash = EnrollmentKeys.hash(enrollmentKey == null ? "" : enrollmentKey);
        transaction.become(Scope.ofEnrollmentKey(HexFormat.of().formatHex(hash)));
        var key = sql
                .query("""
                        update enrollment_key set uses = uses + 1
                        where key_hash = ? and revoked_at is null and (expires_at is null or expires_at > now())
                          and (max_uses is null or uses < max_uses)
                        returning id, org_id, approve""", row -> new Key(row.uuid("id"), row.number("org_id"), null, row.bool("approve")), hash)
                .stream()
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        401, "enrollment-key", "this enrollment key is unknown, revoked, expired or used up"));
        transaction.become(Scope.ofNewDevice(key.orgId(), deviceId));
        var slug = sql.one("select slug from org where id = ?", row -> row.text("slug"), key.orgId())
                .orElseThrow();
        return new Key(key.id(), key.orgId(), slug, key.approve());
    }

    private boolean known(String deviceId) {
        return sql.one("select true as found from device where device_id = ?", row -> row.bool("found"), deviceId)
                .isPresent();
    }

    private DoorRecord create(Application application, Key key) {
        var label = application.name() == null || application.name().isBlank()
                ? application.deviceId()
                : Text.clean(application.name().strip(), 200);
        try {
            var device = credentials.create(application.deviceId(), key.orgId(), DeviceState.ACTIVE, label);
            sql.update(
                    "update device_channel set firmware = ? where device = ?",
                    Text.clean(application.version(), 64),
                    device.device());
            return device;
        } catch (SqlFailure e) {
            throw e.isDuplicate() ? knownDevice() : e;
        }
    }

    private Enrollment answer(DoorRecord device) {
        var expiresAt = keyring.deviceTokenExpiry(Instant.now());
        return new Enrollment(
                keyring.deviceToken(device.deviceId(), device.credentialVersion(), expiresAt),
                expiresAt,
                Base64.getEncoder().encodeToString(device.secret()));
    }
}
