package dev.muster.checkin.entity;

import dev.muster.protocol.DeviceMessage;
import dev.muster.registry.entity.DevicePass;
import java.util.List;

/**
 * Messages that came on a device's socket, in their order.
 *
 * @param framed whether all of them came in frames
 */
public record SocketShare(DevicePass pass, List<DeviceMessage> messages, boolean framed, int size) implements Share {

    public SocketShare {
        messages = List.copyOf(messages);
    }

    @Override
    public int items() {
        return items(messages);
    }

    static int items(List<DeviceMessage> messages) {
        return messages.stream().mapToInt(SocketShare::itemsOf).sum();
    }

    private static int itemsOf(DeviceMessage message) {
        return message instanceof DeviceMessage.Batch batch ? batch.events().size() : 1;
    }
}
