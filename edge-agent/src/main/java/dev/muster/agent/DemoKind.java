package dev.muster.agent;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which simulated sensors stand beside the real figures of this machine. */
public enum DemoKind {
    NONE,
    PUMP,
    FREEZER,
    PRESS,
    GATEWAY;

    /** The word on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException naming the words that fit */
    public static DemoKind named(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind is one of "
                        + Arrays.stream(values()).map(DemoKind::word).collect(Collectors.joining(", ")) + ", not "
                        + word));
    }
}
