package dev.muster.registry.boundary;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.Actor;
import dev.muster.registry.control.NamedRows.Kind;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Fleets decide who sees a device: its own audit says who put it into which, and who took it out. Groups likewise. */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class MemberAudit {

    @Inject
    private AuditLog audit;

    /** @param name what the fleet or group is called */
    public void joined(Actor actor, Long orgId, Kind kind, UUID id, String name, Collection<String> devices) {
        record(actor, orgId, kind, id, name, "joined", devices);
    }

    /** @param name what the fleet or group is called */
    public void left(Actor actor, Long orgId, Kind kind, UUID id, String name, Collection<String> devices) {
        record(actor, orgId, kind, id, name, "left", devices);
    }

    private void record(
            Actor actor, Long orgId, Kind kind, UUID id, String name, String done, Collection<String> devices) {
        var detail = Map.of(kind.what(), name, "id", id.toString());
        var details = new LinkedHashMap<String, Map<String, ?>>();
        devices.forEach(device -> details.put(device, detail));
        audit.recordAll(actor, orgId, "device." + kind.what() + "-" + done, "device", details);
    }
}
