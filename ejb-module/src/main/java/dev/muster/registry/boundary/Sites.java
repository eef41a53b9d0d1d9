package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.ListQuery;
import dev.muster.platform.Listing;
import dev.muster.platform.Page;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Row;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.Text;
import dev.muster.registry.control.NamedRows;
import dev.muster.registry.control.NamedRows.Kind;
import dev.muster.registry.entity.SiteView;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Places where devices are. */
@Stateless
@Scoped
public class Sites {

    private static final String SELECT = """
            select t.public_id, t.slug, t.name, t.address, t.time_zone, t.version, t.created_at, t.updated_at,
                   (select count(*) from device d where d.site = t.id) as devices
            from site t where t.org_id = ?""";

    private static final Listing<SiteView> LISTING = new Listing<>(
            SELECT,
            Sites::view,
            "lower(name), public_id",
            Map.ofEntries(
                    Map.entry("name", "lower(name)"),
                    Map.entry("slug", "slug"),
                    Map.entry("devices", "devices"),
                    Map.entry("createdAt", "created_at"),
                    Map.entry("updatedAt", "updated_at")),
            List.of("name", "slug", "address"));

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private NamedRows rows;

    /** By name. */
    public List<SiteView> list(Caller caller) {
        return ListQuery.all(part -> list(caller, part));
    }

    public Page<SiteView> list(Caller caller, ListQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        return LISTING.page(sql, query, caller.orgId());
    }

    /** @throws Refusal 404 where there is none that this caller may see */
    public SiteView get(Caller caller, UUID id) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.one(SELECT + " and t.public_id = ?", Sites::view, caller.orgId(), id)
                .orElseThrow(() -> Refusal.notFound("site"));
    }

    /** @throws Refusal 409 {@code site-exists}; 422 for a time zone that is none */
    public SiteView create(Caller caller, String name, String slug, String address, String timeZone) {
        caller.require(Permission.MANAGE_FLEETS);
        var zone = zone(timeZone);
        var id = rows.create(caller, Kind.SITE, name, slug);
        place(id, address, zone);
        var made = get(caller, id);
        record(caller, id, "created", Map.of("name", made.name(), "slug", made.slug()));
        return made;
    }

    /** Null leaves a member as it is; an empty address takes it away. */
    public SiteView edit(Caller caller, UUID id, String name, String address, String timeZone, Integer ifVersion) {
        rows.hold(caller, Kind.SITE, id);
        var before = get(caller, id);
        caller.require(Permission.MANAGE_FLEETS);
        Refusal.unlessVersion("site", before.version(), ifVersion);
        var zone = timeZone == null ? before.timeZone() : zone(timeZone);
        rows.rename(caller, Kind.SITE, id, name == null ? before.name() : name);
        place(id, address == null ? before.address() : address, zone);
        var now = get(caller, id);
        record(caller, id, "changed", Map.of("from", before, "to", now));
        return now;
    }

    /** @throws Refusal 409 {@code site-in-use} while devices are there */
    public void delete(Caller caller, UUID id) {
        var before = get(caller, id);
        caller.require(Permission.MANAGE_FLEETS);
        if (before.devices() > 0) {
            throw Refusal.conflict(
                    "site-in-use", before.devices() + " devices are at this site: give them another one first");
        }
        rows.delete(caller, Kind.SITE, id);
        record(caller, id, "deleted", Map.of("name", before.name()));
    }

    private void place(UUID id, String address, String zone) {
        if (address != null && address.length() > 500) {
            throw Refusal.invalid("/address", "at most 500 characters");
        }
        sql.update(
                "update site set address = ?, time_zone = ? where public_id = ?",
                address == null || address.isBlank() ? null : Text.clean(address.strip(), 500),
                zone,
                id);
    }

    private static String zone(String timeZone) {
        try {
            return timeZone == null || timeZone.isBlank()
                    ? "UTC"
                    : ZoneId.of(timeZone.strip()).getId();
        } catch (DateTimeException e) {
            throw Refusal.invalid("/timeZone", "a time zone is an IANA name, as in Europe/Berlin");
        }
    }

    private void record(Caller caller, UUID id, String action, Map<String, ?> detail) {
        audit.record(Actor.of(caller), caller.orgId(), "site." + action, "site", id.toString(), detail);
    }

    private static SiteView view(Row row) throws SQLException {
        return new SiteView(
                row.uuid("public_id"),
                row.text("slug"),
                row.text("name"),
                row.text("address"),
                row.text("time_zone"),
                row.number("devices"),
                (int) row.number("version"),
                row.time("created_at"),
                row.time("updated_at"));
    }
}
