package dev.muster.listener;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.HttpStatus;

/** The listener of a plain Grizzly server, with a handler that answers like a container, and one like our application. */
final class PlainServer implements AutoCloseable {

    private final HttpServer server = new HttpServer();

    /** @param proxies as in {@code MUSTER_TRUSTED_PROXY} */
    PlainServer(String proxies) throws IOException {
        var listener = new NetworkListener("test", "127.0.0.1", 0);
        listener.getTransport().setIOStrategy(new ListenerStrategy(TrustedProxy.of(proxies)));
        server.addListener(listener);
        server.getServerConfiguration().addHttpHandler(new Handler(), "/");
        server.start();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    String get(String path) throws IOException {
        return get(path, "");
    }

    String get(String path, String headers) throws IOException {
        return exchange(request("GET", path).replace("\r\n\r\n", "\r\n" + headers + "\r\n"));
    }

    static String request(String method, String path) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    /** All that came until the server closed. */
    String exchange(String request) throws IOException {
        var port = server.getListener("test").getPort();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** {@code /who/status}; an answer of the application has its request id. */
    private static final class Handler extends HttpHandler {
        @Override
        public void service(Request request, Response response) throws Exception {
            var parts = request.getRequestURI().split("/");
            response.setStatus(HttpStatus.getHttpStatus(parts.length > 2 ? Integer.parseInt(parts[2]) : 200));
            switch (parts[1]) {
                case "peer", "ours" -> {
                    response.setHeader("X-Request-Id", "1");
                    response.setHeader("Content-Security-Policy", "ours");
                    response.getWriter()
                            .write(
                                    parts[1].equals("ours")
                                            ? "written by the application"
                                            : request.getScheme() + " " + request.getRemoteAddr() + " "
                                                    + request.isSecure());
                }
                case "pieces" -> {
                    for (var i = 0; i < 3; i++) {
                        response.getWriter().write("container's own page".repeat(1_000));
                        response.flush();
                    }
                }
                case "empty" -> {}
                default -> {
                    response.setHeader("Location", "/elsewhere");
                    response.getWriter().write("container's own page");
                }
            }
        }
    }
}
