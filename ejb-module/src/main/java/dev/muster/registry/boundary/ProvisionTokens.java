package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scope;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.TransactionScope;
import dev.muster.protocol.DeviceId;
import dev.muster.protocol.Text;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.registry.control.OrgBounds;
import dev.muster.registry.entity.ProvisionTokenView;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Tokens that let one device in, once; only their hashes are kept. One that names a device is the permit for it to come
 * again when it has lost its proof.
 */
@Stateless
@Scoped
public class ProvisionTokens {

    private static final Duration USUAL_LIFE = Duration.ofHours(24);
    private static final Duration LONGEST_LIFE = Duration.ofDays(365);
    private static final String PREFIX = "mpt_";

    private static final Listing<ProvisionTokenView> LISTING = new Listing<>(
            "select * from provision_token where org_id = ? and expires_at > now() - interval '30 days'",
            row -> view(row, null),
            "created_at desc, id",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("expiresAt", "expires_at"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("deviceId", "device_id")),
            List.of("name", "device_id"));

    private static final String OPEN = "revoked_at is null and used_at is null and expires_at > now()";

    @Inject
    private Sql sql;

    @Inject
    private OrgBounds bounds;

    @Inject
    private AuditLog audit;

    @Inject
    private TransactionScope transaction;

    /** A token at the moment of its use; {@code named} where it is for one known device. */
    public record Used(UUID id, long orgId, boolean named) {}

    /**
     * Makes a token.
     *
     * @param deviceId the one device it is for, known or not; null for any new one
     * @param expiresAt null for a day from now; at most a year
     */
    public ProvisionTokenView create(Caller caller, String name, String deviceId, Instant expiresAt) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        if (name == null || name.isBlank() || name.length() > 100) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        if (deviceId != null && !DeviceId.isValid(deviceId)) {
            throw Refusal.invalid("/deviceId", "that is no device id");
        }
        var now = Instant.now();
        var end = expiresAt == null ? now.plus(USUAL_LIFE) : expiresAt;
        if (!end.isAfter(now) || end.isAfter(now.plus(LONGEST_LIFE))) {
            throw Refusal.invalid("/expiresAt", "expiresAt is in the future, at most a year");
        }
        bounds.requireRoom(caller, "provision_token", OPEN);
        var token = PREFIX + Base64Url.encode(Ids.secret());
        var id = Ids.next();
        sql.update(
                "insert into provision_token (id, org_id, name, token_hash, device_id, expires_at) values (?, ?, ?, ?, ?, ?)",
                id,
                caller.orgId(),
                Text.clean(name.strip(), 100),
                EnrollmentKeys.hash(token),
                deviceId,
                end);
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "provision-token.created",
                "provision-token",
                id.toString(),
                deviceId == null ? Map.of("name", name.strip()) : Map.of("name", name.strip(), "device", deviceId));
        return find(caller, id, token);
    }

    /** @throws Refusal 404 where the org has none of that id */
    public ProvisionTokenView get(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        return find(caller, id, null);
    }

    /** Newest first; those that ended a month ago are left out. */
    public List<ProvisionTokenView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<ProvisionTokenView> list(Caller caller, ListQuery query) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        return LISTING.page(sql, query, caller.orgId());
    }

    /** @throws Refusal 404 for one that is not there, was used or is revoked already */
    public void revoke(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        var revoked = sql.update("""
                update provision_token set revoked_at = now(), updated_at = now(), version = version + 1
                where id = ? and org_id = ? and revoked_at is null and used_at is null""", id, caller.orgId());
        if (revoked == 0) {
            throw Refusal.notFound("provision token");
        }
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "provision-token.revoked",
                "provision-token",
                id.toString(),
                Map.of());
    }

    static boolean isOne(String key) {
        return key != null && key.startsWith(PREFIX);
    }

    /** Uses a token up for that device, in the transaction that lets it in. */
    @TransactionAttribute(TransactionAttributeType.MANDATORY)
    public Used use(String token, String deviceId) {
        var hash = EnrollmentKeys.hash(token == null ? "" : token);
        transaction.become(Scope.ofEnrollmentKey(HexFormat.of().formatHex(hash)));
        return sql
                .query(
                        """
                        update provision_token set used_at = now(), used_by = ?, updated_at = now(),
                            version = version + 1
                        where token_hash = ? and used_at is null and revoked_at is null and expires_at > now()
                          and (device_id is null or device_id = ?)
                        returning id, org_id, device_id is not null as named""",
                        row -> new Used(row.uuid("id"), row.number("org_id"), row.bool("named")),
                        deviceId,
                        hash,
                        deviceId)
                .stream()
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        401,
                        "provision-token",
                        "this provision token is unknown, used, revoked, expired or for another device"));
    }

    private ProvisionTokenView find(Caller caller, UUID id, String token) {
        return sql.one(
                        "select * from provision_token where id = ? and org_id = ?",
                        row -> view(row, token),
                        id,
                        caller.orgId())
                .orElseThrow(() -> Refusal.notFound("provision token"));
    }

    private static ProvisionTokenView view(Row row, String token) throws SQLException {
        return new ProvisionTokenView(
                row.uuid("id"),
                row.text("name"),
                row.text("device_id"),
                row.time("expires_at"),
                row.time("used_at"),
                row.text("used_by"),
                row.time("revoked_at"),
                row.time("created_at"),
                row.time("updated_at"),
                (int) row.number("version"),
                token);
    }
}
