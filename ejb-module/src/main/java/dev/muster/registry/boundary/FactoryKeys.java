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
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.platform.Vault;
import dev.muster.protocol.Text;
import dev.muster.registry.control.FactorySecrets;
import dev.muster.registry.control.OrgBounds;
import dev.muster.registry.entity.FactoryKeyView;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One key per product batch. Whoever holds it can make devices, so only an ADMIN makes one, and it is kept sealed. */
@Stateless
@Scoped
public class FactoryKeys {

    private static final Listing<FactoryKeyView> LISTING = new Listing<>(
            "select * from factory_key where org_id = ?",
            row -> view(row, null),
            "created_at desc, id",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("expiresAt", "expires_at"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("model", "model"),
                    Map.entry("uses", "uses"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("name", "model"));

    /** Those that still let somebody in count for the bound. */
    private static final String OPEN =
            "revoked_at is null and (expires_at is null or expires_at > now()) and (max_uses is null or uses < max_uses)";

    @Inject
    private Sql sql;

    @Inject
    private OrgBounds bounds;

    @Inject
    private Vault vault;

    @Inject
    private AuditLog audit;

    /** A new key; this answer is the only one that shows it. */
    public FactoryKeyView create(Caller caller, String name, String model, Instant expiresAt, Integer maxUses) {
        caller.require(Permission.MANAGE_FACTORY_KEYS);
        if (name == null || name.isBlank() || name.length() > 100) {
            throw Refusal.invalid("/name", "a name has 1 to 100 characters");
        }
        if (model != null && model.length() > 100) {
            throw Refusal.invalid("/model", "a model has at most 100 characters");
        }
        if (expiresAt != null && expiresAt.isBefore(Instant.now())) {
            throw Refusal.invalid("/expiresAt", "that is in the past");
        }
        if (maxUses != null && maxUses < 1) {
            throw Refusal.invalid("/maxUses", "maxUses is at least 1");
        }
        bounds.requireRoom(caller, "factory_key", OPEN);
        var key = Ids.secret();
        var id = Ids.next();
        sql.update(
                """
                insert into factory_key (id, org_id, name, model, key_sealed, expires_at, max_uses)
                values (?, ?, ?, ?, ?, ?, ?)""",
                id,
                caller.orgId(),
                Text.clean(name.strip(), 100),
                model == null || model.isBlank() ? null : Text.clean(model.strip(), 100),
                vault.seal(FactorySecrets.purpose(id), key),
                expiresAt,
                maxUses);
        record(caller, "factory-key.created", id, Map.of("name", name.strip()));
        return find(caller, id, Base64.getEncoder().encodeToString(key));
    }

    /** @throws Refusal 404 where the org has none of that id */
    public FactoryKeyView get(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_FACTORY_KEYS);
        return find(caller, id, null);
    }

    /** Newest first. */
    public List<FactoryKeyView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<FactoryKeyView> list(Caller caller, ListQuery query) {
        caller.require(Permission.MANAGE_FACTORY_KEYS);
        return LISTING.page(sql, query, caller.orgId());
    }

    /** Revokes a key: nobody registers with it any more. Devices that did keep their secrets; rotate those in doubt. */
    public void revoke(Caller caller, UUID id) {
        caller.require(Permission.MANAGE_FACTORY_KEYS);
        var revoked = sql.update("""
                update factory_key set revoked_at = now(), updated_at = now(), version = version + 1
                where id = ? and org_id = ? and revoked_at is null""", id, caller.orgId());
        if (revoked == 0) {
            throw Refusal.notFound("factory key");
        }
        record(caller, "factory-key.revoked", id, Map.of());
    }

    private FactoryKeyView find(Caller caller, UUID id, String key) {
        return sql.one(
                        "select * from factory_key where id = ? and org_id = ?",
                        row -> view(row, key),
                        id,
                        caller.orgId())
                .orElseThrow(() -> Refusal.notFound("factory key"));
    }

    private void record(Caller caller, String action, UUID id, Map<String, ?> detail) {
        audit.record(Actor.of(caller), caller.orgId(), action, "factory-key", id.toString(), detail);
    }

    private static FactoryKeyView view(Row row, String key) throws SQLException {
        return new FactoryKeyView(
                row.uuid("id"),
                row.text("name"),
                row.text("model"),
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
