package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.boundary.Keyring;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.DeviceId;
import dev.muster.registry.control.Credentials;
import dev.muster.registry.control.FactorySecrets;
import dev.muster.registry.control.RememberedClaims;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.CredentialRevoked;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.registry.entity.FactoryKeyId;
import dev.muster.registry.entity.ReplayWindow;
import dev.muster.registry.entity.Standing;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
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
    private FactorySecrets factory;

    @Inject
    private RememberedClaims remembered;

    @Inject
    private Keyring keyring;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    @Inject
    private Event<CredentialRevoked> revoked;

    /** The device a signature claims to be from, with its current secret; empty for an unknown one. */
    public Optional<DoorRecord> claimed(String deviceId) {
        return claims(deviceId).stream()
                .filter(claim -> claim.is(Claim.Kind.GOOD))
                .findFirst()
                .map(Claim::device);
    }

    /**
     * All secrets the device may have signed with, the current one first.
     *
     * @param keyId a device id, or {@code factory:<kid>:<deviceId>}; where it can be read as both, it is looked up as both
     */
    public List<Claim> claims(String keyId) {
        var claims = new ArrayList<Claim>();
        if (DeviceId.isValid(keyId)) {
            transaction.become(Scope.ofDevice(keyId));
            claims.addAll(credentials.claims(keyId));
        }
        var byFactory = FactoryKeyId.parse(keyId);
        byFactory.map(factory::claims).ifPresent(claims::addAll);
        if (byFactory.isEmpty()) {
            remembered.put(keyId, claims);
        }
        return claims;
    }

    /**
     * As {@link #claims}, as they were when the database was asked last; empty where that is not remembered. Whoever
     * believes them has the credential's version compared in the transaction that acts on it.
     */
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<Claim> remembered(String keyId) {
        return remembered.get(keyId);
    }

    /** The device of a valid JWT whose credential version is still good. */
    public Optional<DoorRecord> byToken(String token) {
        return keyring.deviceOfToken(token)
                .flatMap(told -> claims(told.deviceId()).stream()
                        .filter(claim -> claim.device().credentialVersion() == told.version())
                        .findFirst()
                        .flatMap(claim -> {
                            if (claim.is(Claim.Kind.ENDED)) {
                                ended(claim.device(), null, null);
                            }
                            return claim.is(Claim.Kind.GOOD) ? Optional.of(claim.device()) : Optional.empty();
                        }));
    }

    /** Somebody came with a secret that was replaced: they are refused, and its owner can read it in the audit. */
    public void ended(DoorRecord device, String address, String requestId) {
        transaction.become(device.pass(address));
        if (credentials.endedUsed(device.device())) {
            audit.record(
                    Actor.device(device.deviceId(), address, requestId),
                    device.orgId(),
                    "device.old-credential-refused",
                    "device",
                    device.deviceId(),
                    Map.of("version", device.credentialVersion()));
        }
    }

    /**
     * Locks the channel rows of devices, in the order of their ids; a device that has left the scope's org is not in the
     * answer. The org is compared in the locked row: after a wait only that one is read anew.
     *
     * @param passes one of each device
     */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Map<Long, Standing> lock(Scope scope, Collection<DevicePass> passes) {
        return sql
                .query(
                        """
                        select c.device, d.state,
                               k.revoked_at is null
                                   and (k.version = p.version or (k.previous_version = p.version and %s)) as good,
                               k.version = p.version and k.used_at is null as first_use, c.event_seq, c.checkin_seq,
                               c.nonce_high, c.nonce_seen, d.frames_required, d.mqtt
                        from unnest(?::bigint[], ?::integer[]) p (device, version)
                        join device_channel c on c.device = p.device
                        join device d on d.id = c.device
                        join device_credential k on k.device = c.device
                        where c.org_id is not distinct from ?::bigint
                        order by c.device for update of c""".formatted(Credentials.PREVIOUS_GOOD),
                        row -> Map.entry(row.number("device"), standing(row)),
                        passes.stream().map(DevicePass::device).toArray(Long[]::new),
                        passes.stream().map(DevicePass::credentialVersion).toArray(Integer[]::new),
                        scope.orgId())
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(
                DeviceState.of(row.text("state")).orElseThrow(),
                row.bool("good"),
                row.bool("first_use"),
                row.number("event_seq"),
                row.number("checkin_seq"),
                new ReplayWindow(row.number("nonce_high"), row.bytes("nonce_seen")),
                row.bool("frames_required"),
                row.bool("mqtt"));
    }

    /** Notes that devices have their current secret: after a renewal the old one ends, with all it opened. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void used(Scope scope, Collection<DevicePass> passes) {
        var first = credentials.used(passes);
        for (var pass : passes) {
            if (pass.credentialVersion() > 1 && first.contains(pass.device())) {
                revoked.fire(new CredentialRevoked(pass.orgId(), pass.deviceId()));
            }
        }
    }

    /** Uses a nonce of a locked device up. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public void remember(DevicePass pass, ReplayWindow window) {
        sql.update(
                "update device_channel set nonce_high = ?, nonce_seen = ? where device = ?",
                window.high(),
                window.seen(),
                pass.device());
    }

    /** The secrets a device of this pass may have signed a result with: it may be older than a renewal. */
    public List<byte[]> secrets(DevicePass pass) {
        return credentials.claims(pass.deviceId()).stream()
                .map(claim -> claim.device().secret())
                .toList();
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
            var now = current(those.values());
            those.forEach((key, pass) -> {
                var found = now.get(pass.device());
                if (found != null && found.good(pass.credentialVersion())) {
                    states.put(key, found.state());
                }
            });
        });
        return states;
    }

    private record Current(long device, int version, Integer previous, DeviceState state) {
        boolean good(int shown) {
            return version == shown || (previous != null && previous == shown);
        }
    }

    private Map<Long, Current> current(Collection<DevicePass> passes) {
        return sql
                .query(
                        """
                        select d.id, d.state, k.version, case when %s then k.previous_version end as previous
                        from device d join device_credential k on k.device = d.id
                        where d.id = any(?) and k.revoked_at is null""".formatted(Credentials.PREVIOUS_GOOD),
                        row -> new Current(
                                row.number("id"),
                                (int) row.number("version"),
                                row.wholeOrNull("previous"),
                                DeviceState.of(row.text("state")).orElseThrow()),
                        (Object) passes.stream().map(DevicePass::device).toArray(Long[]::new))
                .stream()
                .collect(Collectors.toMap(Current::device, Function.identity()));
    }
}
