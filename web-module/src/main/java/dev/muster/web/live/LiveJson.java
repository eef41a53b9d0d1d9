package dev.muster.web.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.command.entity.CommandChanged;
import dev.muster.platform.LiveEvent;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.Json;
import dev.muster.registry.entity.ConnectionChanged;
import dev.muster.registry.entity.DeviceChanged;
import dev.muster.telemetry.entity.DeviceSpoke;
import java.util.List;

/** Committed facts as the dashboard's typed events (section 8). */
final class LiveJson {

    private LiveJson() {}

    /** One event for the browser; {@code key} tells which later one makes it superfluous, null for none. */
    record Event(String type, String deviceId, String key, String text) {}

    static List<Event> of(LiveEvent event) {
        if (event instanceof DeviceSpoke spoke) {
            return spoke.events().stream().map(each -> spoken(spoke, each)).toList();
        }
        if (event instanceof ConnectionChanged connection) {
            var json = base("status", event)
                    .put("status", connection.online() ? "ONLINE" : "OFFLINE")
                    .put("ts", Json.time(connection.at()));
            return List.of(state("status", event, json));
        }
        if (event instanceof CommandChanged changed) {
            return List.of(command(changed));
        }
        if (event instanceof DeviceChanged changed) {
            return List.of(state("device", event, base("device", event).put("reason", changed.reason())));
        }
        return List.of();
    }

    private static Event spoken(DeviceSpoke spoke, DeviceEvent event) {
        ObjectNode json = Json.mapper().valueToTree(event);
        json.put("deviceId", spoke.deviceId()).put("receivedAt", Json.time(spoke.at()));
        var type = json.path("type").asText();
        var superseded = event instanceof DeviceEvent.Reading || event instanceof DeviceEvent.Status;
        return new Event(type, spoke.deviceId(), superseded ? type + ":" + spoke.deviceId() : null, json.toString());
    }

    private static Event command(CommandChanged changed) {
        ObjectNode json = Json.mapper().valueToTree(changed.command());
        json.put("commandType", changed.command().type());
        json.put("type", "command");
        return new Event(
                "command", changed.deviceId(), "command:" + changed.command().id(), json.toString());
    }

    private static ObjectNode base(String type, LiveEvent event) {
        return Json.object().put("type", type).put("deviceId", event.deviceId());
    }

    private static Event state(String type, LiveEvent event, ObjectNode json) {
        return new Event(type, event.deviceId(), type + ":" + event.deviceId(), json.toString());
    }
}
