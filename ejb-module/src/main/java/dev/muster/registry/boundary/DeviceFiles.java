package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.platform.Caller;
import dev.muster.platform.Permission;
import dev.muster.platform.Refusal;
import dev.muster.platform.Scoped;
import dev.muster.platform.Sql;
import dev.muster.protocol.Json;
import dev.muster.protocol.MergePatch;
import dev.muster.registry.control.Cells;
import dev.muster.registry.control.DeviceBatch;
import dev.muster.registry.control.DeviceList;
import dev.muster.registry.control.DeviceSheet;
import dev.muster.registry.control.FactRows;
import dev.muster.registry.control.Searches;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.registry.entity.DeviceFacts;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.registry.entity.ImportReport;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Devices from a sheet and into one. */
@Stateless
@Scoped
public class DeviceFiles {

    private static final int PIECE = 1_000;

    private static final String ATTRIBUTE = "attr.";

    private static final List<String> COLUMNS = List.of("id", "label", "tags", "site", "model", "notes", "sim");

    @Inject
    private Sql sql;

    @Inject
    private DeviceBatch batch;

    @Inject
    private Searches searches;

    @Inject
    private AuditLog audit;

    @Inject
    private Event<DeviceChanged> changed;

    @Resource
    private SessionContext transaction;

    /**
     * Registers and changes the devices of a sheet: all, or none where there is a mistake. A dry run does the same and
     * takes it back. New devices have no credential: each enrolls with an enrollment key of this org.
     *
     * @param csv as {@link DeviceSheet} reads it
     * @throws Refusal 413 {@code too-large}
     */
    public ImportReport load(Caller caller, InputStream csv, boolean dryRun) throws IOException {
        caller.require(Permission.REGISTER_DEVICES);
        var sheet = DeviceSheet.read(csv);
        var known = batch.known(
                caller, sheet.lines().stream().map(DeviceSheet.Line::id).toList());
        var sites = batch.sites(caller);
        var created = new LinkedHashMap<String, DeviceFacts>();
        var updated = new LinkedHashMap<String, DeviceFacts>();
        for (var line : sheet.lines()) {
            var before = known.get(line.id());
            facts(sheet, line, before, sites)
                    .filter(facts -> !facts.equals(before))
                    .ifPresent(facts -> (before == null ? created : updated).put(line.id(), facts));
        }
        if (sheet.mistakes().isEmpty()) {
            refuseTaken(sheet, created, batch.create(caller, created));
            batch.update(caller, updated);
        }
        if (dryRun || !sheet.mistakes().isEmpty()) {
            transaction.setRollbackOnly();
        } else {
            tell(caller, "device.registered", created);
            tell(caller, "device.changed", updated);
        }
        return new ImportReport(
                dryRun,
                sheet.lines().size(),
                created.size(),
                updated.size(),
                sheet.lines().size() - created.size() - updated.size(),
                sheet.mistakes());
    }

    /** A piece of an export: cells as they may stand in a spreadsheet, and where the next piece begins. */
    public record Piece(List<List<String>> rows, String next) {}

    /** The header of an export: what an import reads, with every attribute that occurs in the org. */
    public List<String> header(Caller caller) {
        caller.require(Permission.VIEW_DEVICES);
        var header = new ArrayList<>(COLUMNS);
        sql.query(
                        "select distinct k from device d, jsonb_object_keys(d.attributes) k where d.org_id = ? order by k",
                        row -> row.text("k"),
                        caller.orgId())
                .forEach(name -> header.add(ATTRIBUTE + name));
        return header;
    }

    /** The devices that the list shows for a search, in the order of their ids, behind {@code after} (null for the first piece). */
    public Piece piece(Caller caller, String query, List<String> header, String after) {
        caller.require(Permission.VIEW_DEVICES);
        var search = DeviceList.listed(searches.of(caller, query), null);
        var found = sql.query(
                DeviceList.COLUMNS + DeviceList.FROM + " and " + search.sql()
                        + " and d.device_id > ? collate \"C\" order by d.device_id collate \"C\" limit " + PIECE,
                DeviceList::row,
                search.between(List.of(caller.orgId()), after == null ? "" : after));
        return new Piece(
                found.stream().map(device -> cells(device, header)).toList(),
                found.size() < PIECE ? null : found.get(found.size() - 1).id());
    }

    private static List<String> cells(DeviceRow device, List<String> header) {
        var facts = device.facts().toJson();
        return header.stream()
                .map(name -> switch (name) {
                    case "id" -> device.id();
                    case "tags" -> String.join(" ", device.tags());
                    default ->
                        name.startsWith(ATTRIBUTE)
                                ? Cells.untyped(device.attributes().path(name.substring(ATTRIBUTE.length())))
                                : facts.path(name).textValue();
                })
                .map(Cells::guarded)
                .toList();
    }

    /** What the device is to be; empty, with a mistake in the sheet, where it cannot be. */
    private static Optional<DeviceFacts> facts(
            DeviceSheet sheet, DeviceSheet.Line line, DeviceFacts before, Set<String> sites) {
        var start = before == null ? Json.object().put("label", line.id()) : before.toJson();
        try {
            var facts = DeviceFacts.of(MergePatch.apply(start, line.patch()));
            if (facts.site() != null && !sites.contains(facts.site())) {
                throw FactRows.noSite(facts.site());
            }
            return Optional.of(facts);
        } catch (Refusal e) {
            var wrong = e.errors().get(0);
            sheet.mistake(line.number(), column(wrong.pointer()), wrong.detail());
            return Optional.empty();
        }
    }

    private static String column(String pointer) {
        return pointer.startsWith("/attributes/")
                ? ATTRIBUTE + pointer.substring("/attributes/".length())
                : pointer.substring(1).replaceAll("/.*", "");
    }

    private static void refuseTaken(DeviceSheet sheet, Map<String, DeviceFacts> wanted, Set<String> created) {
        sheet.lines().stream()
                .filter(line -> wanted.containsKey(line.id()) && !created.contains(line.id()))
                .forEach(line -> sheet.mistake(line.number(), "id", "this id is taken: choose another"));
    }

    private void tell(Caller caller, String action, Map<String, DeviceFacts> devices) {
        audit.recordAll(Actor.of(caller), caller.orgId(), action, "device", devices);
        devices.keySet().forEach(id -> changed.fire(new DeviceChanged(caller.orgId(), id, "imported")));
    }
}
