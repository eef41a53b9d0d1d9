package dev.muster.agent.link;

import dev.muster.protocol.crypto.Frames;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Whether what the agent says leaves as it is, or in frames (section 7 of the contract). */
public enum Framing {
    OFF,
    SIGNED,
    ENCRYPTED;

    /** Told in {@code hello}: the server answers in frames then. */
    public static final String CAPABILITY = "frames";

    /** @throws IllegalArgumentException naming the words */
    public static Framing named(String word) {
        return Arrays.stream(values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("frames is off, signed or encrypted, not " + word));
    }

    /** The text in a frame of the device with that secret. */
    byte[] frame(String text, byte[] secret) {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        var frames = Frames.of(secret);
        return this == ENCRYPTED ? frames.encrypted(payload) : frames.plain(payload);
    }
}
