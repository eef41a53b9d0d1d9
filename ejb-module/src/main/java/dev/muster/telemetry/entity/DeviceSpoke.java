package dev.muster.telemetry.entity;

import dev.muster.platform.LiveEvent;
import dev.muster.protocol.DeviceEvent;
import java.time.Instant;
import java.util.List;

/** Events of a device that were just committed, in their order. */
public record DeviceSpoke(Long orgId, String deviceId, List<DeviceEvent> events, Instant at) implements LiveEvent {
    public DeviceSpoke {
        events = List.copyOf(events);
    }
}
