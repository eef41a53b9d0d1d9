package dev.muster.telemetry.entity;

import dev.muster.platform.LiveEvents;
import java.util.List;

/** What devices said that was committed together. */
public record DevicesSpoke(List<DeviceSpoke> each) implements LiveEvents {
    public DevicesSpoke {
        each = List.copyOf(each);
    }
}
