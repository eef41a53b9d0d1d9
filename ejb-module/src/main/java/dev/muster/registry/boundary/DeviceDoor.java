package dev.muster.registry.boundary;

import dev.muster.identity.boundary.Keyring;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.DeviceId;
import dev.muster.protocol.Limits;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.control.Credentials;
import dev.muster.registry.control.ReplayWindow;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How a device proves itself: by signature with its secret, or by its JWT. */
@Stateless
@Scoped
public class DeviceDoor {

    @Inject
    private Sql sql;

    @Inject
    private Credentials credentials;

    @Inject
    private Keyring keyring;

    @Inject
    private TransactionScope transaction;

    /** The device a signature claims to be from, with the secret to check it; empty for an unknown one. */
    public Optional<DoorRecord> claimed(String deviceId) {
        if (!DeviceId.isValid(deviceId)) {
            return Optional.empty();
        }
        transaction.become(Scope.ofDevice(deviceId));
        return credentials.find(deviceId);
    }

    /** The device of a valid JWT whose credential version is still the current one. */
    public Optional<DoorRecord> byToken(String token) {
        return keyring.deviceOfToken(token)
                .flatMap(claims ->
                        claimed(claims.deviceId()).filter(device -> device.credentialVersion() == claims.version()));
    }

    /** How a device stands at this moment, with its hot row locked for the rest of the transaction. */
    public record Standing(DeviceState state, boolean credentialCurrent, long eventSeq, long checkInSeq) {}

    /**
     * Locks the device's channel row; empty where the device has left the pass's org. The org is compared in the locked
     * row: after a wait only that one is read anew.
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Optional<Standing> lock(DevicePass pass) {
        return sql.one(
                """
                select d.state, d.org_id, k.version, k.revoked_at is null as open, c.event_seq, c.checkin_seq
                from device_channel c join device d on d.id = c.device
                join device_credential k on k.device = c.device
                where c.device = ? and c.org_id is not distinct from ?::bigint for update of c""",
                row -> new Standing(
                        DeviceState.of(row.text("state")).orElseThrow(),
                        row.bool("open") && row.number("version") == pass.credentialVersion(),
                        row.number("event_seq"),
                        row.number("checkin_seq")),
                pass.device(),
                pass.orgId());
    }

    /**
     * Makes sure that a locked device's request is neither old nor a repeat, and uses its nonce up in this transaction.
     *
     * @throws Refusal 401 {@code clock-skew}, then 401 {@code replay}
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void requireFresh(DevicePass pass, RequestSignature signature) {
        requireTimely(signature);
        var window = sql.one(
                        "select nonce_high, nonce_seen from device_channel where device = ?",
                        row -> new ReplayWindow(row.number("nonce_high"), row.bytes("nonce_seen")),
                        pass.device())
                .orElseThrow();
        var moved = window.accept(signature.nonce())
                .orElseThrow(() -> Refusal.of(401, "replay", "this nonce was used before"));
        sql.update(
                "update device_channel set nonce_high = ?, nonce_seen = ? where device = ?",
                moved.high(),
                moved.seen(),
                pass.device());
    }

    /** @throws Refusal 401 {@code clock-skew} */
    public static void requireTimely(RequestSignature signature) {
        if (Math.abs(Instant.now().getEpochSecond() - signature.created()) > Limits.CLOCK_SKEW_SEC) {
            throw Refusal.of(
                    401,
                    "clock-skew",
                    "created is more than " + Limits.CLOCK_SKEW_SEC + " s off; the server's time is in this answer");
        }
    }

    /** The secret behind a pass, to check what the device signed itself. */
    public Optional<byte[]> secret(DevicePass pass) {
        return credentials
                .find(pass.deviceId())
                .filter(found -> found.credentialVersion() == pass.credentialVersion())
                .map(DoorRecord::secret);
    }

    /**
     * Of these passes, keyed by whatever holds them, how each device stands now; for sockets that outlive the check at
     * their opening. A pass that is not in the answer is revoked.
     */
    public <K> Map<K, DeviceState> stillValid(Map<K, DevicePass> passes) {
        var states = new HashMap<K, DeviceState>();
        var byOrg = new HashMap<Long, Map<K, DevicePass>>();
        passes.forEach((key, pass) ->
                byOrg.computeIfAbsent(pass.orgId(), org -> new HashMap<>()).put(key, pass));
        byOrg.forEach((org, those) -> {
            transaction.become(org == null ? Scope.ofPlatform() : Scope.ofOrg(org));
            var now = standing(those.values());
            those.forEach((key, pass) -> {
                var found = now.get(pass.device());
                if (found != null && found.version() == pass.credentialVersion()) {
                    states.put(key, found.state());
                }
            });
        });
        return states;
    }

    private record Current(long device, int version, DeviceState state) {}

    private Map<Long, Current> standing(Collection<DevicePass> passes) {
        return sql
                .query(
                        """
                        select d.id, d.state, k.version from device d join device_credential k on k.device = d.id
                        where d.id = any(?) and k.revoked_at is null""",
                        row -> new Current(
                                row.number("id"),
                                (int) row.number("version"),
                                DeviceState.of(row.text("state")).orElseThrow()),
                        (Object) passes.stream().map(DevicePass::device).toArray(Long[]::new))
                .stream()
                .collect(Collectors.toMap(Current::device, Function.identity()));
    }
}
