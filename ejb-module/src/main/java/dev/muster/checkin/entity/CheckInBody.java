package dev.muster.checkin.entity;

import dev.muster.platform.Refusal;
import dev.muster.protocol.crypto.Frames;

/**
 * What a check-in carries, as it came.
 *
 * @param frames of the device, where the body is a frame; null where it is plain JSON
 */
public record CheckInBody(byte[] bytes, Frames frames) {

    public static CheckInBody plain(byte[] json) {
        return new CheckInBody(json, null);
    }

    public boolean framed() {
        return frames != null;
    }

    /** @throws Refusal 400 {@code bad-frame} where MAC or tag do not hold, or it is no frame */
    public byte[] json() {
        if (frames == null) {
            return bytes;
        }
        try {
            return frames.open(bytes).payload();
        } catch (Frames.BadFrame e) {
            throw Refusal.of(400, "bad-frame", e.getMessage());
        }
    }
}
