package dev.muster.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Asks a server again and again while it stops and starts, and keeps what it says otherwise than usual. */
final class StartWatch implements AutoCloseable {

    /** What the application says there from its first moment on, without a database, too. */
    private static final Map<String, String> USUAL =
            Map.of("/health/live", "HTTP/1.1 200 ", "/", "HTTP/1.1 302 ", "/api/v1/devices", "HTTP/1.1 401 ");

    private final int port;
    private final Set<String> unusual = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::ask, "start-watch");
    private volatile boolean running = true;

    StartWatch(int port) {
        this.port = port;
        thread.start();
    }

    /** The heads, each once, of answers that are not what the application says. */
    Set<String> unusual() {
        return unusual;
    }

    private void ask() {
        while (running) {
            USUAL.forEach((path, usual) -> {
                try {
                    var head = head(port, path, "X: y");
                    if (!head.isBlank() && !head.startsWith(usual)) {
                        unusual.add(head.replaceAll("(?m)^(Date|X-Request-Id): .*\r\n", ""));
                    }
                } catch (IOException e) {
                    // nobody listens
                }
                Pause.millis(10);
            });
        }
    }

    /** The head of the answer to a GET with one more header line; empty where the connection just ended. */
    static String head(int port, String path, String line) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + line + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            return answer.split("\r\n\r\n")[0] + "\r\n";
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
