package dev.muster.telemetry.entity;

import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.ServerMessage;
import dev.muster.registry.entity.DevicePass;
import java.util.List;

/**
 * What a device said that was not stored before.
 *
 * @param lost items that are given up, and why
 */
public record Spoken(DevicePass pass, List<DeviceEvent> events, List<ServerMessage.Error> lost) {
    public Spoken {
        events = List.copyOf(events);
        lost = List.copyOf(lost);
    }
}
