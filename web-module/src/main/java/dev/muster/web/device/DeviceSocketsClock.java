package dev.muster.web.device;

import dev.muster.web.socket.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What the device sockets do by themselves, and how often. */
@ApplicationScoped
public class DeviceSocketsClock {

    /** How long a lost poke or a revocation on another node may go unnoticed. */
    private static final int LOOK_SEC = 2;

    @Inject
    private DeviceSockets sockets;

    @Inject
    private Workers workers;

    @Inject
    @ConfigProperty(name = "muster.ws.device.heartbeat.seconds")
    private int heartbeatSec;

    public void start() {
        sockets.start();
        workers.every(LOOK_SEC, sockets::enforceAll);
        workers.every(LOOK_SEC, sockets::pokeWaiting);
        workers.every(heartbeatSec, sockets::beat);
    }

    public void stop() {
        sockets.stop();
    }
}
