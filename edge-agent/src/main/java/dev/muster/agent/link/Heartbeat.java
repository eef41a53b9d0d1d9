package dev.muster.agent.link;

import java.time.Duration;
import java.util.concurrent.Future;

/** Pings an open socket and lets go of one that is dead or acknowledges nothing. Only used on the loop. */
final class Heartbeat {

    private static final Duration PING_EACH = Duration.ofSeconds(10);
    private static final int USUAL_SEC = 30;

    private final Loop loop;
    private final Delivery delivery;
    private Future<?> beats;

    Heartbeat(Loop loop, Delivery delivery) {
        this.loop = loop;
        this.delivery = delivery;
    }

    /** @param seconds what the server says its heartbeat is; 0 where it does not */
    void begin(DeviceSocket socket, int seconds) {
        var heartbeat = Duration.ofSeconds(seconds > 0 ? seconds : USUAL_SEC);
        var each = PING_EACH.compareTo(heartbeat) < 0 ? PING_EACH : heartbeat;
        beats = loop.each(each, () -> beat(socket, heartbeat));
    }

    void end() {
        if (beats != null) {
            beats.cancel(false);
        }
    }

    private void beat(DeviceSocket socket, Duration heartbeat) {
        if (socket.silentNanos() > 2 * heartbeat.toNanos()) {
            socket.abort("nothing heard for two heartbeats");
        } else if (delivery.isStuck()) {
            socket.abort("the server acknowledges nothing");
        } else {
            socket.ping();
        }
    }
}
