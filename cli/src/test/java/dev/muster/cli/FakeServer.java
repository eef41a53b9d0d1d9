package dev.muster.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/**
 * An HTTP/1.1 server on a free loopback port that answers what a test tells it to, and remembers what it was asked. It
 * is written on a plain socket because the JDK's own sets the Date header to the real time, and because a test may want
 * an answer that breaks off: a route that throws closes the connection.
 */
final class FakeServer implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, Function<Request, Answer>> routes = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** {@code query} is raw, empty when there is none. */
    record Request(
            String method, String path, String query, String authorization, String org, String accept, String body) {}

    record Answer(int status, Map<String, String> headers, String body) {}

    FakeServer() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** {@code route} is method and path without query, e.g. {@code GET /api/v1/devices}. */
    FakeServer on(String route, Function<Request, Answer> answer) {
        routes.put(route, answer);
        return this;
    }

    FakeServer on(String route, String data) {
        return on(route, request -> ok("{\"success\":true,\"data\":" + data + "}"));
    }

    FakeServer refuses(String route, int status, String code, String detail) {
        return on(route, request -> problem(status, code, detail));
    }

    static Answer ok(String body) {
        return new Answer(200, Map.of("Content-Type", "application/json"), body);
    }

    static Answer problem(int status, String code, String detail) {
        var body =
                "{\"type\":\"urn:muster:problem:%s\",\"title\":\"T\",\"status\":%d,\"detail\":\"%s\",\"success\":false,"
                        + "\"code\":\"%s\",\"requestId\":\"r-1\"}";
        return new Answer(
                status,
                Map.of("Content-Type", "application/problem+json"),
                String.format(body, code, status, detail, code));
    }

    List<Request> requests() {
        return requests;
    }

    Request only() {
        if (requests.size() != 1) {
            throw new AssertionError("expected one request, got " + requests);
        }
        return requests.get(0);
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (var connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "fake-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var connection = socket.accept();
                connection.setTcpNoDelay(true);
                open.add(connection);
                start(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            var in = new BufferedInputStream(connection.getInputStream());
            for (var line = line(in); line != null; line = line(in)) {
                var request = read(line, in);
                requests.add(request);
                var answer = routes.getOrDefault(
                                request.method() + " " + request.path(),
                                r -> new Answer(404, Map.of(), "<html>not here</html>"))
                        .apply(request);
                connection.getOutputStream().write(bytes(answer));
            }
        } catch (IOException | RuntimeException e) {
            // the connection is closed, which is what the test wants or what the client did
        }
    }

    private static Request read(String start, InputStream in) throws IOException {
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            headers.put(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        var sent = in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        var packed = "gzip".equals(headers.get("Content-Encoding"));
        var body = packed ? new GZIPInputStream(new ByteArrayInputStream(sent)).readAllBytes() : sent;
        var target = start.split(" ")[1].split("\\?", 2);
        return new Request(
                start.split(" ")[0],
                target[0],
                target.length > 1 ? target[1] : "",
                headers.get("Authorization"),
                headers.get("X-Muster-Org"),
                headers.get("Accept"),
                new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(Answer answer) {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        var headers = new LinkedHashMap<String, String>();
        headers.put("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(Person.NOW.atOffset(ZoneOffset.UTC)));
        headers.put("Content-Length", String.valueOf(body.length));
        headers.putAll(answer.headers());
        if (answer.status() == 204) {
            headers.remove("Content-Length");
        }
        var head = new StringBuilder("HTTP/1.1 " + answer.status() + " X\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }
}
