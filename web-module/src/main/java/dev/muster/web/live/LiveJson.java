package dev.muster.web.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.command.entity.CommandChanged;
import dev.muster.platform.LiveEvent;
import dev.muster.protocol.DashboardEvent;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.Json;
import dev.muster.registry.entity.ConnectionChanged;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.telemetry.entity.DeviceSpoke;
import java.util.List;
import java.util.Locale;

/** Committed facts as the dashboard's typed events (section 8). */
final class LiveJson {

    private LiveJson() {}

    /** One event for the browser; {@code key} tells which later one makes it superfluous, null for none. */
    record Event(DashboardEvent type, String deviceId, String key, String text) {}

    static List<Event> of(LiveEvent event) {
        if (event instanceof DeviceSpoke spoke) {
            return spoke.events().stream().map(each -> spoken(spoke, each)).toList();
        }
        if (event instanceof ConnectionChanged connection) {
            var json = base(DashboardEvent.STATUS, event)
                    .put("status", connection.online() ? "ONLINE" : "OFFLINE")
                    .put("ts", Json.time(connection.at()));
            return List.of(state(DashboardEvent.STATUS, event, json));
        }
        if (event instanceof CommandChanged changed) {
            return List.of(command(changed));
        }
        if (event instanceof DeviceChanged changed) {
            return List.of(state(
                    DashboardEvent.DEVICE,
                    event,
                    base(DashboardEvent.DEVICE, event).put("reason", changed.reason())));
        }
        return List.of();
    }

    private static Event spoken(DeviceSpoke spoke, DeviceEvent event) {
        ObjectNode json = Json.mapper().valueToTree(event);
        json.put("deviceId", spoke.deviceId()).put("receivedAt", Json.time(spoke.at()));
        var type = DashboardEvent.valueOf(json.path("type").asText().toUpperCase(Locale.ROOT));
        var superseded = event instanceof DeviceEvent.Reading || event instanceof DeviceEvent.Status;
        return new Event(type, spoke.deviceId(), superseded ? key(type, spoke.deviceId()) : null, json.toString());
    }

    private static Event command(CommandChanged changed) {
        ObjectNode json = Json.mapper().valueToTree(changed.command());
        json.put("commandType", changed.command().type());
        json.put("type", DashboardEvent.COMMAND.wire());
        return new Event(
                DashboardEvent.COMMAND,
                changed.deviceId(),
                key(DashboardEvent.COMMAND, changed.command().id()),
                json.toString());
    }

    private static ObjectNode base(DashboardEvent type, LiveEvent event) {
        return Json.object().put("type", type.wire()).put("deviceId", event.deviceId());
    }

    private static Event state(DashboardEvent type, LiveEvent event, ObjectNode json) {
        return new Event(type, event.deviceId(), key(type, event.deviceId()), json.toString());
    }

    private static String key(DashboardEvent type, Object of) {
        return type.wire() + ":" + of;
    }
}
