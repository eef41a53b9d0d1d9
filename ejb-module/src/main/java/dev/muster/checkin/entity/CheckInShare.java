package dev.muster.checkin.entity;

import dev.muster.platform.Refusal;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.entity.DevicePass;

/**
 * A signed check-in whose signature has held, read before it waits for its turn.
 *
 * @param checkIn null where the body could not be read
 * @param unreadable why; told only once state, time and nonce have held
 */
public record CheckInShare(
        DevicePass pass, RequestSignature signature, boolean framed, CheckIn checkIn, Refusal unreadable, int size)
        implements Share {

    /** @throws Refusal 400 {@code bad-frame}, 422 {@code bad-checkin} */
    public CheckIn read() {
        if (unreadable != null) {
            throw unreadable;
        }
        return checkIn;
    }

    @Override
    public int items() {
        return checkIn == null
                ? 1
                : 1 + checkIn.readings().size() + checkIn.events().size();
    }
}
