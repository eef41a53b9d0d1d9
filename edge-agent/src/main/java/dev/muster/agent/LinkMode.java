package dev.muster.agent;

import java.util.Arrays;
import java.util.Locale;

/** How the agent talks to its server. */
public enum LinkMode {
    /** An open WebSocket; check-ins stand in while it cannot be opened. */
    SOCKET,
    /** Signed check-ins only. */
    CHECKIN;

    /** @throws IllegalArgumentException naming the two words */
    public static LinkMode named(String word) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("transport is socket or checkin, not " + word));
    }
}
