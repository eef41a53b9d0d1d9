package dev.muster.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

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
