package dev.muster.web.device;

import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A ping that does not mind a peer that is gone. */
final class SocketPing {

    private SocketPing() {}

    static void send(Session session) {
        try {
            if (session.isOpen()) {
                session.getAsyncRemote().sendPing(ByteBuffer.allocate(0));
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            // its silence closes it
        }
    }
}
