package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster up --proxy} as real processes, one life of one data folder told in order. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProxyIT {

    private static final Duration READY = LauncherProcess.PATIENCE;
    private static final String PASSWORD = "a password for tests only 4711";

    @TempDir
    private static Path folder;

    private Path data;
    private int port;
    private int https;
    private LauncherProcess running;

    @BeforeAll
    void choose() throws IOException {
        data = folder.resolve("data");
        port = Ports.anyFree();
        https = Ports.anyFree();
    }

    @AfterAll
    void stop() throws IOException {
        if (running != null) {
            running.stop();
        }
        LauncherProcess.killWhatIsLeftOf(data);
    }

    @Test
    @Order(1)
    void without_haproxy_on_the_path_nothing_is_started() throws IOException {
        var refused = LauncherProcess.up(data, port, Map.of("PATH", folder.toString()), "--proxy");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output())
                .isEqualTo("muster: --proxy needs HAProxy 2.6 or newer, which is not on the PATH:"
                        + " apt-get install haproxy\n");
        assertThat(data).doesNotExist();
    }

    @Test
    @Order(2)
    void a_taken_port_and_another_proxy_are_refused_in_one_sentence() throws IOException {
        needsHaproxy();
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var refused = LauncherProcess.up(data, taken.getLocalPort(), Map.of(), "--proxy");
            assertThat(refused.exitCode()).isEqualTo(2);
            assertThat(refused.output()).contains("port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
        }
        var refused = LauncherProcess.up(data, port, Map.of("MUSTER_TRUSTED_PROXY", "127.0.0.1"), "--proxy");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("choose one of them");
        assertThat(data).doesNotExist();
    }

    @Test
    @Order(3)
    void people_and_devices_come_through_it_by_http_and_https() throws Exception {
        needsHaproxy();
        up("--demo", "1");

        running.awaitLine("1 devices, demo-01", READY);
        await("a demo device on its socket", data.resolve("demo/demo.0.log"), "Connected to http://127.0.0.1:" + port);
        assertThat(head("GET /health/live", "")).startsWith("HTTP/1.1 200 ");
        assertThat(head("GET /devices", "")).contains("location: http://localhost/");
        assertThat(overTls("GET /devices HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 302 ")
                .contains("location: https://localhost/", "strict-transport-security: ");
        assertThat(data.resolve("run/haproxy.cfg")).content().contains("option http-buffer-request");
        assertThat(Files.getPosixFilePermissions(data.resolve("run/haproxy.pem")))
                .hasSize(2);
    }

    @Test
    @Order(4)
    void who_asks_is_the_proxys_word_and_not_the_clients() throws IOException {
        needsHaproxy();
        assertThat(head("GET /metrics", "")).startsWith("HTTP/1.1 401 ");
        assertThat(head("GET /metrics", "X-Forwarded-For: 127.0.0.1\r\nVia: \r\n"))
                .startsWith("HTTP/1.1 401 ");
        assertThat(head("GET /devices", "X-Forwarded-Proto: https\r\n")).contains("location: http://");

        var body = "{\"email\":\"admin@localhost\",\"password\":\"" + PASSWORD + "\"}";
        var signedIn = exchange(
                "127.0.0.7",
                "POST /api/v1/auth/login HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n"
                        + "Content-Type: application/json\r\nConnection: close\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body);
        var token = Pattern.compile("\"token\":\"([^\"]+)").matcher(signedIn);
        assertThat(token.find()).as(signedIn).isTrue();
        var audit = exchange(
                "127.0.0.1",
                "GET /api/v1/audit?action=session.opened HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Authorization: Bearer " + token.group(1) + "\r\n\r\n");
        assertThat(audit).contains("127.0.0.7").doesNotContain("203.0.113.9");
    }

    @Test
    @Order(5)
    void what_is_no_request_is_refused_and_no_version_is_told() throws IOException {
        needsHaproxy();
        assertThat(head("TRACE /", "")).startsWith("HTTP/1.1 405 ");
        // would hold a thread of the server while it comes
        for (var open : new String[] {"/login", "/api/v1/auth/login", "/api/v1/devices/a/token"}) {
            var long8193 = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 8193\r\n\r\n"
                    + "x".repeat(8_193);
            assertThat(exchange("127.0.0.1", "POST " + open + long8193)).startsWith("HTTP/1.1 413 ");
        }
        for (var odd : new String[] {
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET / HTTP/1.0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nA header: x\r\n\r\n",
            "GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n"
        }) {
            assertThat(exchange("127.0.0.1", odd)).startsWith("HTTP/1.1 400 ").doesNotContainIgnoringCase("haproxy");
        }
    }

    @Test
    @Order(6)
    void a_killed_proxy_comes_back_alone() throws IOException {
        needsHaproxy();
        var killed = proxy();
        killed.destroyForcibly();

        running.awaitLine("proxy      ended unexpectedly; starting it again in 1 s", READY);
        assertThat(new Readiness("http://127.0.0.1:" + port).await(READY, () -> true))
                .isTrue();
        assertThat(proxy().pid()).isNotEqualTo(killed.pid());
    }

    @Test
    @Order(7)
    void after_a_killed_launcher_the_next_start_takes_over() throws IOException {
        needsHaproxy();
        var proxy = proxy();
        running.kill();
        assertThat(proxy.isAlive()).isTrue();

        up();

        assertThat(running.output())
                .contains("proxy      an earlier one still runs", "server     an earlier one still");
        assertThat(proxy.isAlive()).isFalse();
    }

    @Test
    @Order(8)
    void after_everything_was_killed_the_next_start_works_and_sigterm_stops_it_in_order() throws IOException {
        needsHaproxy();
        var all = new ProcessHandle[] {
            proxy(), running.server().orElseThrow(), running.postmaster().orElseThrow()
        };
        running.kill();
        for (var process : all) {
            process.destroyForcibly();
        }

        up();
        var proxy = proxy();
        var server = running.server().orElseThrow();
        assertThat(running.stop()).isZero();

        assertThat(running.output())
                .containsSubsequence(
                        "the proxy takes no more connections",
                        "the server ends what is under way",
                        "all data is on disk");
        assertThat(proxy.isAlive()).isFalse();
        assertThat(server.isAlive()).isFalse();
        assertThat(data.resolve("run/haproxy.pid")).doesNotExist();
    }

    private static void needsHaproxy() {
        try {
            Proxy.find(System.getenv("PATH"));
        } catch (StartRefused e) {
            System.out.println("ProxyIT skips what needs HAProxy: " + e.getMessage());
            assumeTrue(false, e.getMessage());
        }
    }

    private void up(String... options) throws IOException {
        var arguments = new java.util.ArrayList<>(java.util.List.of(options));
        arguments.add("--proxy");
        running = LauncherProcess.up(
                data,
                port,
                Map.of("MUSTER_HTTPS_PORT", String.valueOf(https), "MUSTER_ADMIN_PASSWORD", PASSWORD),
                arguments.toArray(String[]::new));
        running.awaitLine("Ctrl-C stops everything", READY);
    }

    private ProcessHandle proxy() throws IOException {
        return LauncherProcess.proxyOf(data).orElseThrow();
    }

    private static void await(String what, Path file, String text) {
        var end = System.nanoTime() + READY.toNanos();
        try {
            while (!Files.readString(file).contains(text) && System.nanoTime() < end) {
                Pause.millis(100);
            }
            assertThat(Files.readString(file)).as(what).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String head(String methodAndPath, String lines) throws IOException {
        return exchange(
                        "127.0.0.1",
                        methodAndPath + " HTTP/1.1\r\nHost: localhost\r\n" + lines + "Connection: close\r\n\r\n")
                .split("\r\n\r\n")[0];
    }

    /** All that comes back, asked from that address. */
    private String exchange(String from, String request) throws IOException {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
            return exchange(socket, request);
        }
    }

    private static String exchange(Socket socket, String request) throws IOException {
        socket.setSoTimeout((int) READY.toMillis());
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** With the certificate that the launcher made, and no other, trusted. */
    private String overTls(String request) throws IOException, GeneralSecurityException {
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        var own = KeyStore.getInstance(data.resolve("tls.p12").toFile(), "changeit".toCharArray());
        var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        anchors.setCertificateEntry("muster", own.getCertificate("s1as"));
        trusted.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trusted.getTrustManagers(), null);
        try (var socket = context.getSocketFactory().createSocket("127.0.0.1", https)) {
            return exchange(socket, request);
        }
    }
}
