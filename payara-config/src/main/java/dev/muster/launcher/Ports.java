package dev.muster.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Asks the machine about ports by binding them. */
final class Ports {

    private Ports() {}

    static boolean isFree(String address, int port) {
        if (!Settings.isPort(port)) {
            return false;
        }
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName(address))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    static int anyFree() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * A free one on loopback below those that connections go out from: while nobody listens on it, a proxy that tries to
     * connect cannot meet itself there, nor take it away from the server that is started again.
     */
    static int freeToKeep() throws IOException {
        for (var port = ThreadLocalRandom.current().nextInt(20_000, 30_000); port < 32_768; port++) {
            if (isFree(Settings.LOOPBACK, port)) {
                return port;
            }
        }
        return anyFree();
    }

    /** @throws StartRefused when somebody else listens there, or the address is not one of this machine */
    static void require(String address, int port, String setting) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName(address))) {
            assert socket.isBound();
        } catch (java.net.BindException e) {
            var taken = e.getMessage() != null && e.getMessage().contains("in use");
            throw new StartRefused(
                    taken
                            ? "port " + port + " on " + address + " is taken: free it, or choose another with "
                                    + setting
                            : "cannot listen on " + address + " port " + port + " (" + e.getMessage() + "): see "
                                    + setting + " and MUSTER_BIND",
                    e);
        } catch (IOException e) {
            throw new StartRefused("cannot listen on " + address + " port " + port + " (" + e.getMessage() + ")", e);
        }
    }
}
