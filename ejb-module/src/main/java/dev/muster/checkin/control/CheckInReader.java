package dev.muster.checkin.control;

import dev.muster.checkin.entity.CheckInBody;
import dev.muster.checkin.entity.CheckInShare;
import dev.muster.platform.Refusal;
import dev.muster.protocol.CheckIn;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.entity.DevicePass;
import java.io.IOException;

/** Reads the body of a check-in; one that cannot be read is a share too, refused when its turn comes. */
public final class CheckInReader {

    private CheckInReader() {}

    public static CheckInShare share(DevicePass pass, RequestSignature signature, CheckInBody body) {
        var size = body.bytes().length;
        try {
            return new CheckInShare(pass, signature, body.framed(), parse(body.json()), null, size);
        } catch (Refusal unreadable) {
            return new CheckInShare(pass, signature, body.framed(), null, unreadable, size);
        }
    }

    private static CheckIn parse(byte[] body) {
        try {
            var checkIn = Json.read(body, CheckIn.class);
            if (checkIn == null) {
                throw Refusal.of(422, "bad-checkin", "a check-in is an object with a seq");
            }
            return checkIn;
        } catch (IOException e) {
            throw Refusal.of(422, "bad-checkin", Brought.reason(e));
        }
    }
}
