package dev.muster.checkin.entity;

import dev.muster.registry.entity.DevicePass;

/** What one device brought at once and is answered at once: the unit that is refused or stored alone. */
public sealed interface Share permits CheckInShare, SocketShare, BrokerShare {

    DevicePass pass();

    /** Readings, events and results in it. */
    int items();

    /** Bytes or characters that it came in. */
    int size();
}
