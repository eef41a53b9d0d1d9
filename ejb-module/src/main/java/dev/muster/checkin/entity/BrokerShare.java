package dev.muster.checkin.entity;

import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.entity.DevicePass;
import java.util.List;

/** Messages of a device that a broker has handed on, in their order. The broker vouches for the device, no secret does. */
public record BrokerShare(DevicePass pass, List<DeviceMessage> messages, int size) implements Share {

    public BrokerShare {
        messages = List.copyOf(messages);
    }

    @Override
    public int items() {
        return SocketShare.items(messages);
    }
}
