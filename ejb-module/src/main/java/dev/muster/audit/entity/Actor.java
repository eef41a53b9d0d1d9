package dev.muster.audit.entity;

import dev.muster.platform.Caller;
import java.util.UUID;

/** Who did it. */
public record Actor(Kind kind, String id, String name, String address, UUID sessionId, String requestId) {

    public enum Kind {
        PERSON,
        DEVICE,
        SYSTEM,
        ANONYMOUS
    }

    public static Actor of(Caller caller) {
        return new Actor(
                Kind.PERSON,
                caller.id().toString(),
                caller.email(),
                caller.address(),
                caller.sessionId(),
                caller.requestId());
    }

    public static Actor device(String deviceId, String address, String requestId) {
        return new Actor(Kind.DEVICE, deviceId, deviceId, address, null, requestId);
    }

    public static Actor system() {
        return new Actor(Kind.SYSTEM, "muster", "Muster", null, null, null);
    }

    public static Actor anonymous(String address, String requestId) {
        return new Actor(Kind.ANONYMOUS, null, null, address, null, requestId);
    }
}
