package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.boundary.Keyring;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How a device gets its secret and token: with an enrollment key or a provision token
 * the first time, with its old secret after that. */
@Stateless
@Scoped
public class Enrollments {

    public static final String KNOWN_DEVICE = "known-device";

    @Inject
    private Sql sql;

    @Inject
    private Credentials credentials;

    @Inject
    private Keyring keyring;

    @Inject
    private DeviceDoor door;

    @Inject
    private ProvisionTokens tokens;

    @Inject
    private AuditLog audit;

    @Inject
    private Meters meters;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<DeviceChanged> changed;

    @Inject
    private Event<CredentialRevoked> revoked;

    @Inject
    @ConfigProperty(name = "muster.enrollment.admitted.per.hour")
    private long mostAdmitted;

    @Inject
    @ConfigProperty(name = "muster.enrollment.waiting.max")
    private long mostWaiting;

    /**
     * What an unknown device says of itself.
     *
     * @param enrollmentKey an enrollment key or a provision token
     * @param companyId an org's slug, optional
     */
    public record Application(
            String deviceId, String enrollmentKey, String name, String companyId, String version, String address) {}

    private record Key(UUID id, long orgId, String orgSlug, boolean approve, long thisHour) {}

    /**
     * Enrolls a device nobody knows yet. Where its key asks for a person, it waits in the org as {@code ejected} with its
     * secret in hand: whoever is accepted there is who came first, not whoever comes next with the same id.
     *
     * @throws Refusal 401 {@code enrollment-key} for a key that is unknown, revoked, expired or used up; 403 {@code
     *     known-device} where the id is taken; 429 {@code pool-full} where too many wait for acceptance, {@code
     *     rate} where the key has admitted too many in an hour
     */
    public Enrollment enroll(Application application, String requestId) {
        requireId(application.deviceId());
        if (ProvisionTokens.isOne(application.enrollmentKey())) {
            return provision(application, requestId);
        }
        var key = use(application.enrollmentKey(), application.deviceId());
        if (application.companyId() != null && !application.companyId().equals(key.orgSlug())) {
            throw Refusal.of(403, "enrollment-org", "this enrollment key belongs to another org than companyId");
        }
        var known = known(application.deviceId());
        if (key.approve()) {
            requireSlow(key);
        } else if (known.isEmpty()) {
            requireRoom(key.orgId(), application.deviceId());
        }
        var device = known.isPresent()
                ? expected(known.get(), key)
                : create(application, key.orgId(), key.approve() ? DeviceState.ACTIVE : DeviceState.EJECTED);
        record(application, key.orgId(), "device.enrolled", "enrollmentKey", key.id(), requestId);
        changed.fire(new DeviceChanged(key.orgId(), application.deviceId(), "enrolled"));
        return answer(device);
    }

    /**
     * Lets the one device in that a provision token is for: a new one, or, where the token names it, one that is known
     * and has lost its proof. What it had before is worth nothing then.
     *
     * @throws Refusal 401 {@code provision-token}; 403 {@code known-device}; 403 for a state that lets nobody in
     */
    public Enrollment provision(Application application, String requestId) {
        requireId(application.deviceId());
        var token = tokens.use(application.enrollmentKey(), application.deviceId());
        transaction.become(Scope.ofNewDevice(token.orgId(), application.deviceId()));
        var known = known(application.deviceId());
        if (known.isEmpty()) {
            var device = create(application, token.orgId(), DeviceState.ACTIVE);
            record(application, token.orgId(), "device.enrolled", "provisionToken", token.id(), requestId);
            changed.fire(new DeviceChanged(token.orgId(), application.deviceId(), "enrolled"));
            return answer(device);
        }
        var device = known.get();
        if (!token.named() || !Long.valueOf(token.orgId()).equals(device.orgId())) {
            throw knownDevice();
        }
        if (device.state() == DeviceState.DISABLED || device.state() == DeviceState.RETIRED) {
            throw device.state().refusal();
        }
        credentials.revoke(device.device());
        var anew = credentials.replace(device, null, null);
        record(application, token.orgId(), "device.re-enrolled", "provisionToken", token.id(), requestId);
        revoked.fire(new CredentialRevoked(token.orgId(), application.deviceId()));
        return answer(anew);
    }

    /**
     * A new secret and token for a device whose signature with the old secret held. The old ones stay good until the new
     * ones are first used: the answer may be lost.
     *
     * @throws Refusal 403 {@code device-disabled}; 401 {@code clock-skew}; 401 {@code replay}
     */
    public Enrollment renew(DoorRecord proven, RequestSignature signature, String address, String requestId) {
        var pass = proven.pass(address);
        transaction.become(pass);
        var standing = door.lock(pass, List.of(pass)).get(pass.device());
        if (standing == null) {
            throw knownDevice();
        }
        if (!standing.credentialCurrent()) {
            throw Refusal.of(401, "signature", "this secret was replaced");
        }
        if (!standing.state().mayTalk()) {
            throw standing.state().refusal();
        }
        door.remember(pass, standing.nonces().after(signature));
        if (standing.firstUse()) {
            door.used(pass, List.of(pass));
        }
        var renewed = credentials.replace(proven, proven.credentialVersion(), null);
        audit.record(
                Actor.device(proven.deviceId(), address, requestId),
                proven.orgId(),
                "device.credential-renewed",
                "device",
                proven.deviceId(),
                Map.of("version", renewed.credentialVersion()));
        return answer(renewed);
    }

    /** What a known device without proof is told, whoever owns it. */
    public static Refusal knownDevice() {
        return Refusal.of(
                403,
                KNOWN_DEVICE,
                "this id is taken: a known device proves itself with a signature by its old secret, or with a permit that"
                        + " an operator made for it");
    }

    /** Counts a use of the key and acts for its org and this device from here on. */
    private Key use(String enrollmentKey, String deviceId) {
        var hash = EnrollmentKeys.hash(enrollmentKey == null ? "" : enrollmentKey);
        transaction.become(Scope.ofEnrollmentKey(HexFormat.of().formatHex(hash)));
        var key = sql
                .query(
                        """
                        update enrollment_key set uses = uses + 1,
                            hour_uses = case when hour_began > now() - interval '1 hour' then hour_uses else 0 end + 1,
                            hour_began = case when hour_began > now() - interval '1 hour' then hour_began else now() end
                        where key_hash = ? and revoked_at is null and (expires_at is null or expires_at > now())
                          and (max_uses is null or uses < max_uses)
                        returning id, org_id, approve, hour_uses""",
                        row -> new Key(
                                row.uuid("id"),
                                row.number("org_id"),
                                null,
                                row.bool("approve"),
                                row.number("hour_uses")),
                        hash)
                .stream()
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        401, "enrollment-key", "this enrollment key is unknown, revoked, expired or used up"));
        transaction.become(Scope.ofNewDevice(key.orgId(), deviceId));
        var slug = sql.one("select slug from org where id = ?", row -> row.text("slug"), key.orgId())
                .orElseThrow();
        return new Key(key.id(), key.orgId(), slug, key.approve(), key.thisHour());
    }

    private static void requireId(String deviceId) {
        if (!DeviceId.isValid(deviceId)) {
            throw Refusal.of(
                    422,
                    "invalid",
                    "a device id has 1 to 64 letters, digits or . _ : - and starts with a letter or digit");
        }
    }

    /** The device of that id, whoever owns it, without a secret. */
    private Optional<DoorRecord> known(String deviceId) {
        return sql.one(
                "select id, org_id, state from device where device_id = ?",
                row -> new DoorRecord(
                        row.number("id"),
                        deviceId,
                        row.numberOrNull("org_id"),
                        DeviceState.of(row.text("state")).orElseThrow(),
                        0,
                        new byte[0]),
                deviceId);
    }

    /** Nor may one that asks for no person let in as many as there are ids. */
    private void requireSlow(Key key) {
        if (key.thisHour() > mostAdmitted) {
            meters.refused(Limit.ENROLLMENT_ADMITTED);
            throw Refusal.tooMany(
                    "rate",
                    "one enrollment key admits " + mostAdmitted
                            + " devices an hour (muster.enrollment.admitted.per.hour)",
                    600);
        }
    }

    /** A key that has got about may not fill the org with devices that nobody asked for. */
    private void requireRoom(long orgId, String deviceId) {
        transaction.become(Scope.ofOrg(orgId));
        var waiting = sql.one(
                "select count(*) as n from device where org_id = ? and waiting_since is not null",
                row -> row.number("n"),
                orgId);
        transaction.become(Scope.ofNewDevice(orgId, deviceId));
        if (waiting.orElse(0L) >= mostWaiting) {
            meters.refused(Limit.ENROLLMENT_WAITING);
            throw Refusal.tooMany(
                    "pool-full",
                    "as many devices as the org may have wait for acceptance (muster.enrollment.waiting.max)",
                    600);
        }
    }

    /** A device that a person of the key's org has registered from a sheet, before it ever had a credential. */
    private DoorRecord expected(DoorRecord device, Key key) {
        return Optional.of(device)
                .filter(known -> Long.valueOf(key.orgId()).equals(known.orgId()) && known.state() == DeviceState.ACTIVE)
                .flatMap(credentials::first)
                .orElseThrow(Enrollments::knownDevice);
    }

    private DoorRecord create(Application application, long orgId, DeviceState state) {
        var label = application.name() == null || application.name().isBlank()
                ? application.deviceId()
                : Text.clean(application.name().strip(), 200);
        try {
            var device = credentials.create(application.deviceId(), orgId, state, label);
            sql.update(
                    "update device_channel set firmware = ? where device = ?",
                    Text.clean(application.version(), 64),
                    device.device());
            return device;
        } catch (SqlFailure e) {
            throw e.isDuplicate() ? knownDevice() : e;
        }
    }

    private void record(
            Application application, long orgId, String action, String proofKind, UUID proof, String requestId) {
        audit.record(
                Actor.device(application.deviceId(), application.address(), requestId),
                orgId,
                action,
                "device",
                application.deviceId(),
                Map.of(proofKind, proof.toString()));
    }

    private Enrollment answer(DoorRecord device) {
        var expiresAt = keyring.deviceTokenExpiry(Instant.now());
        return new Enrollment(
                keyring.deviceToken(device.deviceId(), device.credentialVersion(), expiresAt),
                expiresAt,
                Base64.getEncoder().encodeToString(device.secret()));
    }
}
