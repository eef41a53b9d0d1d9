package dev.muster.agent.store;

import java.util.Arrays;
import java.util.List;

/** Which way a line's data goes. What the device says of itself, and commands, go by its server in both. */
public enum ConnectionMode {
    /** To the server, which hands it on. */
    VIA_LOCAL_SERVER,
    /** To the cloud; the server gets none, and what no cloud client takes waits on the device. */
    DIRECT_CLOUD;

    /** @throws IllegalArgumentException naming the two */
    static ConnectionMode named(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "connectionMode is one of " + List.of(values()) + ", not " + name));
    }
}
