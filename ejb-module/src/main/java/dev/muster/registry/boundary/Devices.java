package dev.muster.registry.boundary;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.MergePatch;
import dev.muster.registry.control.Credentials;
import dev.muster.registry.control.DeviceList;
import dev.muster.registry.control.DeviceRights;
import dev.muster.registry.control.FactRows;
import dev.muster.registry.control.Searches;
import dev.muster.registry.entity.ConnectedDevice;
import dev.muster.registry.entity.DeviceAccess;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.registry.entity.DeviceDetail;
import dev.muster.registry.entity.DeviceFacts;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.Liveness;
import dev.muster.registry.entity.NewDevice;
import dev.muster.registry.entity.RegisteredDevice;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The registry as people use it: list, look at one, register by hand. */
@Stateless
@Scoped
public class Devices {

    private static final Listing<ConnectedDevice> CONNECTED = new Listing<>(
            """
            select d.device_id, d.label, s.node, s.since, s.address
            from device_connection s join device d on d.id = s.device where d.org_id = ?""",
            row -> new ConnectedDevice(
                    row.text("device_id"), row.text("label"), row.text("node"), row.time("since"), row.text("address")),
            "device_id",
            Map.of("deviceId", "device_id", "label", "lower(label)", "node", "node", "since", "since"),
            List.of("device_id", "label", "node", "address"));

    @Inject
    private Sql sql;

    @Inject
    private AuditLog audit;

    @Inject
    private Credentials credentials;

    @Inject
    private DeviceRights rights;

    @Inject
    private Searches searches;

    @Inject
    private FactRows facts;

    @Inject
    private Uptime uptime;

    @Inject
    private Event<DeviceChanged> changed;

    /** A page of the list; {@code nextCursor} is the next offset. */
    public Page<DeviceRow> list(Caller caller, DeviceQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        var search = searches.of(caller, query.text());
        var wanted = DeviceList.listed(search, query.status());
        var found = sql.query(
                DeviceList.page(wanted.sql(), query),
                DeviceList::row,
                wanted.between(List.of(caller.orgId()), query.limit() + 1, query.offset()));
        var more = found.size() > query.limit();
        return new Page<>(
                more ? found.subList(0, query.limit()) : found,
                more ? String.valueOf(query.offset() + query.limit()) : null,
                null);
    }

    /** How many devices match, by status; every status is there. The query's own status is not applied. */
    public Map<String, Long> counts(Caller caller, DeviceQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        var search = searches.of(caller, query.text());
        var counts = new LinkedHashMap<String, Long>();
        Liveness.STATUSES.forEach(status -> counts.put(status, 0L));
        sql.query(
                        "select l.status, count(*) as n" + DeviceList.found(search.sql(), "l.status")
                                + " group by l.status",
                        row -> Map.entry(row.text("status"), row.number("n")),
                        search.between(List.of(caller.orgId())))
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    /** Whether a list of this search shows devices out of service too, because it asks for them itself. */
    public boolean showsAll(Caller caller, DeviceQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        return DeviceList.asksForAll(searches.of(caller, query.text()));
    }

    /** How many devices wait for somebody to accept them. */
    public long waiting(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        return sql.one(
                        "select count(*) as n from device where org_id = ? and waiting_since is not null",
                        row -> row.number("n"),
                        caller.orgId())
                .orElse(0L);
    }

    /**
     * One device; the platform operator looks into the unclaimed pool too.
     *
     * @throws Refusal 404 where there is none that this caller may see
     */
    public DeviceRow get(Caller caller, String deviceId) {
        caller.require(Permission.VIEW_DEVICES);
        return rights.visible(caller, deviceId)
                .flatMap(key -> sql.one(DeviceList.ONE, DeviceList::row, key))
                .orElseThrow(() -> Refusal.notFound("device"));
    }

    /** Last contact, liveness with evidence, transports, error-log crumb, latest reading. */
    public DeviceDetail detail(Caller caller, String deviceId) {
        caller.require(Permission.VIEW_DEVICES);
        return rights.visible(caller, deviceId)
                .flatMap(key -> sql.one("""
                        select d.device_id, d.label, d.state, d.waiting_since is not null as waiting, c.*,
                               unread_errors(c.errlog, c.errlog_read) as errors, s.node, s.since, o.since as owned_since, o.came_from,
                               o.reason
                        from device d join device_channel c on c.device = d.id
                        join device_ownership o on o.device = d.id and o.until is null
                        left join device_connection s on s.device = d.id
                        where d.id = ?""", this::detail, key))
                .orElseThrow(() -> Refusal.notFound("device"));
    }

    /**
     * What the caller may do with one device.
     *
     * @throws Refusal 404 where there is none that this caller may see; 403 where their role for it does not cover it
     */
    public DeviceAccess require(Caller caller, String deviceId, Permission permission) {
        return rights.find(caller, deviceId)
                .orElseThrow(() -> Refusal.notFound("device"))
                .require(permission);
    }

    /**
     * The internal key of a device whose history the caller may read: one they see, one that was their org's once, or for
     * the platform operator one of the pool. What they find under it is their own org's part.
     *
     * @throws Refusal 404 where there is none
     */
    public long history(Caller caller, String deviceId) {
        caller.require(Permission.VIEW_DEVICES);
        return rights.visible(caller, deviceId)
                .or(() -> caller.wide() ? formerKey(caller, deviceId) : Optional.empty())
                .orElseThrow(() -> Refusal.notFound("device"));
    }

    private Optional<Long> formerKey(Caller caller, String deviceId) {
        return sql
                .query(
                        "select distinct device from device_ownership where org_id = ? and device_id = ?",
                        row -> row.number("device"),
                        caller.orgId(),
                        deviceId)
                .stream()
                .findFirst();
    }

    /** Ids of the devices a fleet member sees; empty for somebody who sees all of the org. */
    public Optional<Set<String>> seenOnly(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        return caller.wide()
                ? Optional.empty()
                : Optional.of(Set.copyOf(sql.query(
                        "select device_id from device where org_id = ?",
                        row -> row.text("device_id"),
                        caller.orgId())));
    }

    /** Open sockets, by id unless told otherwise. */
    public Page<ConnectedDevice> connected(Caller caller, ListQuery query) {
        caller.require(Permission.VIEW_DEVICES);
        return CONNECTED.page(sql, query, caller.orgId());
    }

    /**
     * Registers a device by hand.
     *
     * @throws Refusal 409 {@code device-exists} where the id is taken, by whomever
     */
    public RegisteredDevice register(Caller caller, NewDevice device) {
        caller.require(Permission.REGISTER_DEVICES);
        try {
            var created = credentials.create(
                    device.id(),
                    caller.orgId(),
                    DeviceState.ACTIVE,
                    device.facts().label());
            facts.write(caller, created.device(), device.facts(), 1);
            audit.record(
                    Actor.of(caller),
                    caller.orgId(),
                    "device.registered",
                    "device",
                    device.id(),
                    Map.of("label", device.facts().label()));
            changed.fire(new DeviceChanged(caller.orgId(), device.id(), "registered"));
            return new RegisteredDevice(
                    get(caller, device.id()), Base64.getEncoder().encodeToString(created.secret()));
        } catch (SqlFailure e) {
            if (e.isDuplicate()) {
                throw Refusal.conflict("device-exists", "the id " + device.id() + " is taken: choose another");
            }
            throw e;
        }
    }

    /**
     * Changes what people write down about a device.
     *
     * @param patch RFC 7396, over the members of {@link DeviceFacts}; others are ignored
     * @throws Refusal 412 where the device is at another version than {@code ifVersion}
     */
    public DeviceRow edit(Caller caller, String deviceId, JsonNode patch, Integer ifVersion) {
        var device = require(caller, deviceId, Permission.EDIT_DEVICES);
        sql.query("select id from device where id = ? for update", row -> null, device.key());
        var row = get(caller, deviceId);
        Refusal.unlessVersion("device", row.version(), ifVersion);
        if (!patch.isObject()) {
            throw Refusal.invalid("", "send an object with what to change");
        }
        var before = row.facts().toJson();
        var wanted = DeviceFacts.of(MergePatch.apply(before, patch));
        var changes = FactRows.changes(before, wanted.toJson());
        if (changes.isEmpty()) {
            return row;
        }
        facts.write(caller, device.key(), wanted, row.version() + 1);
        audit.record(Actor.of(caller), caller.orgId(), "device.changed", "device", deviceId, changes);
        changed.fire(new DeviceChanged(caller.orgId(), deviceId, "changed"));
        return get(caller, deviceId);
    }

    private DeviceDetail detail(Row row) throws SQLException {
        var latest = row.time("latest_ts") == null
                ? null
                : new DeviceDetail.Latest(
                        row.time("latest_ts"),
                        row.text("transport"),
                        row.wholeOrNull("rtt_ms"),
                        row.numberOrNull("uptime_sec"),
                        row.numberOrNull("free_heap_bytes"),
                        row.json("latest"));
        var lastContact = row.time("last_contact_at");
        return new DeviceDetail(
                row.text("device_id"),
                row.text("label"),
                row.text("state"),
                lastContact,
                Liveness.of(
                        DeviceState.of(row.text("state")).orElseThrow(),
                        row.bool("waiting"),
                        lastContact,
                        row.decimalOrNull("cadence_sec"),
                        lastContact == null ? List.of() : uptime.outages(lastContact),
                        row.text("node"),
                        row.time("since"),
                        Instant.now()),
                row.json("transports"),
                row.json("errors"),
                row.text("firmware"),
                row.text("agent"),
                row.text("boot_id"),
                latest,
                new DeviceDetail.Arrival(row.time("owned_since"), row.text("came_from"), row.text("reason")));
    }
}
