package dev.muster.web.socket;

import dev.muster.platform.Caller;
import java.security.Principal;

/**
 * Who opened a socket, carried as the handshake's principal: the WebSocket API has no other way that is not shared
 * between handshakes.
 *
 * @param bearer the token of the Authorization header, or null: the first message must bring it then
 * @param caller the person that a cookie or token proved, or null
 */
public record Handshake(String address, String requestId, String bearer, Caller caller) implements Principal {

    @Override
    public String getName() {
        return caller == null ? "anonymous" : caller.id().toString();
    }

    @Override
    public String toString() {
        return "Handshake[" + address + "]";
    }
}
