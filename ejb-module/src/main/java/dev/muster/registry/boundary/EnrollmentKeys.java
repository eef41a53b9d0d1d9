package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.identity.entity.InstallationPrepared;
import dev.muster.platform.Caller;
import dev.muster.platform.Ids;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.Text;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.registry.control.OrgBounds;
import dev.muster.registry.entity.EnrollmentKeyView;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Keys that let devices enroll into an org; only their hashes are kept. */
@Stateless
@Scoped
public class EnrollmentKeys {

    private static final int SHORTEST_CONFIGURED = 16;

    /** Says what it is where it is found, and keeps a key from starting with a dash on a command line. */
    private static final String PREFIX = "mek_";

    private static final Listing<EnrollmentKeyView> LISTING = new Listing<>(
            "select * from enrollment_key where org_id = ?",
            row -> view(row, null),
            "created_at desc, id",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("expiresAt", "expires_at"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("uses", "uses"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("name"));

    /** Those that still let somebody in count for the bound. */
    private static final String OPEN =
            "revoked_at is null and (expires_at is null or expires_at > now()) and (max_uses is null or uses < max_uses)";

    @Inject
    private Sql sql;

    @Inject
    private OrgBounds bounds;

    @Inject
    private AuditLog audit;

    @Inject
    @ConfigProperty(name = "muster.enrollment.key")
    private Optional<String> configuredKey;

    @Inject
    @ConfigProperty(name = "muster.auto.enroll")
    private boolean configuredApproves;

    /** A new key; this answer is the only one that shows it. */
    public EnrollmentKeyView create(
            Caller caller, String name, Instant expiresAt, Integer maxUses, boolean autoApprove) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        if (name == null || name.isBlank() || name.length() > 100) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        if (expiresAt != null && expiresAt.isBefore(Instant.now())) {
            throw Refusal.invalid("/expiresAt", "that is in the past");
        }
        if (maxUses != null && maxUses < 1) {
            throw Refusal.invalid("/maxUses", "maxUses is at least 1");
        }
        bounds.requireRoom(caller, "enrollment_key", OPEN);
        var key = PREFIX + Base64Url.encode(Ids.secret());
        var id = insert(caller.orgId(), Text.clean(name.strip(), 100), key, autoApprove, expiresAt, maxUses);
        audit.record(
                Actor.of(caller),
                caller.orgId(),
                "enrollment-key.created",
                "enrollment-key",
                id.toString(),
                Map.of("name", name.strip(), "autoApprove", autoApprove));
        return find(caller, id, key);
    }

    /** @throws Refusal 404 where the org has none of that id */
    public EnrollmentKeyView get(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        return find(caller, id, null);
    }

    /** Newest first. */
    public List<EnrollmentKeyView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<EnrollmentKeyView> list(Caller caller, ListQuery query) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        return LISTING.page(sql, query, caller.orgId());
    }

    /** Revokes a key; devices that enrolled with it stay. */
    public void revoke(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_ENROLLMENT);
        var revoked = sql.update("""
                update enrollment_key set revoked_at = now(), updated_at = now(), version = version + 1
                where id = ? and org_id = ? and revoked_at is null""", id, caller.orgId());
        if (revoked == 0) {
            throw Refusal.notFound("enrollment key");
        }
        audit.record(
                Actor.of(caller), caller.orgId(), "enrollment-key.revoked", "enrollment-key", id.toString(), Map.of());
    }

    /** The key from the configuration is made once and does what the configuration says; a changed one joins the others. */
    public void prepare(@Observes InstallationPrepared installation) {
        if (configuredKey.isEmpty()) {
            return;
        }
        var key = configuredKey.get();
        if (key.length() < SHORTEST_CONFIGURED) {
            throw new IllegalStateException(
                    "MUSTER_ENROLLMENT_KEY is too short: give it at least " + SHORTEST_CONFIGURED + " characters");
        }
        var known = sql.one(
                "select id from enrollment_key where org_id = ? and key_hash = ?",
                row -> row.uuid("id"),
                installation.defaultOrgId(),
                hash(key));
        if (known.isEmpty()) {
            var id = insert(installation.defaultOrgId(), "From the configuration", key, configuredApproves, null, null);
            audit.record(
                    Actor.system(),
                    installation.defaultOrgId(),
                    "enrollment-key.created",
                    "enrollment-key",
                    id.toString(),
                    Map.of("name", "From the configuration"));
        } else if (sql.update("""
                        update enrollment_key set approve = ?, updated_at = now(), version = version + 1
                        where id = ? and approve <> ?""", configuredApproves, known.get(), configuredApproves) > 0) {
            audit.record(
                    Actor.system(),
                    installation.defaultOrgId(),
                    "enrollment-key.changed",
                    "enrollment-key",
                    known.get().toString(),
                    Map.of("autoApprove", configuredApproves));
        }
    }

    static byte[] hash(String key) {
        return ContentDigest.sha256(key.getBytes(StandardCharsets.UTF_8));
    }

    private UUID insert(long org, String name, String key, boolean approve, Instant expiresAt, Integer maxUses) {
        var id = Ids.next();
        sql.update("""
                insert into enrollment_key (id, org_id, name, key_hash, approve, expires_at, max_uses)
                values (?, ?, ?, ?, ?, ?, ?)""", id, org, name, hash(key), approve, expiresAt, maxUses);
        return id;
    }

    private EnrollmentKeyView find(Caller caller, UUID id, String key) {
        return sql.one(
                        "select * from enrollment_key where id = ? and org_id = ?",
                        row -> view(row, key),
                        id,
                        caller.orgId())
                .orElseThrow(() -> Refusal.notFound("enrollment key"));
    }

    private static EnrollmentKeyView view(Row row, String key) throws SQLException {
        return new EnrollmentKeyView(
                row.uuid("id"),
                row.text("name"),
                row.bool("approve"),
                row.time("expires_at"),
                row.wholeOrNull("max_uses"),
                (int) row.number("uses"),
                row.time("revoked_at"),
                row.time("created_at"),
                row.time("updated_at"),
                (int) row.number("version"),
                key);
    }
}
