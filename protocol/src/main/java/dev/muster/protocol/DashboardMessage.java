package dev.muster.protocol;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What people say on {@code /ws/dashboard} (docs/protocol.md, section 7). */
public enum DashboardMessage {
    /** A token, where the handshake carried none. */
    AUTH,
    /** What to be told; a later one replaces it. */
    SUBSCRIBE;

    /** As it stands in {@code type}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a type that is none of ours. */
    public static Optional<DashboardMessage> of(String type) {
        return Stream.of(values()).filter(each -> each.wire().equals(type)).findFirst();
    }
}
