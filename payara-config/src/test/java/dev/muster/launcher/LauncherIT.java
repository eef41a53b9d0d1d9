package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.control.TimeCode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.bouncycastle.util.encoders.Base32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code muster up} as real processes, one life of one data folder told in order: a start costs seconds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LauncherIT {

    private static final Duration READY = LauncherProcess.PATIENCE;

    @TempDir
    private static Path folder;

    private Path data;
    private int port;
    private LauncherProcess running;
    private String resetPassword;

    @BeforeAll
    void choose() throws IOException {
        data = folder.resolve("data");
        port = Ports.anyFree();
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
    void the_first_start_shows_a_password_once_and_keeps_secrets_to_its_user() throws IOException {
        running = LauncherProcess.up(
                data, port, Map.of("MUSTER_TOKEN", "t", "MUSTER_TRUSTED_PROXY", "127.0.0.1"), "--demo", "1");
        running.awaitLine("Ctrl-C stops everything", READY);

        assertThat(running.output()).contains("Sign in as   admin@localhost").contains("(shown this once)");
        assertThat(running.output()).contains("--enrollment-key-file " + data.resolve("enrollment-key"));
        assertThat(running.output()).contains("--data " + data.resolve("agents/pump-7"));
        assertThat(data.resolve("secrets/first-admin")).doesNotExist();
        running.awaitLine("1 devices, demo-01", READY);
        assertThat(Files.readString(data.resolve("demo/demo.0.log"))).contains("Muster agent ", "for device demo-01");
        for (var secret : new String[] {"kek", "enrollment-key", "secrets/muster_app", "secrets/postgres"}) {
            assertThat(java.nio.file.attribute.PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(data.resolve(secret))))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.readString(data.resolve("kek"), java.nio.charset.StandardCharsets.ISO_8859_1))
                .hasSize(32);
        assertThat(running.commandLines()).doesNotContain(Files.readString(data.resolve("secrets/muster_app")));
        assertThat(data.resolve("log/server.0.log"))
                .content()
                .doesNotContain(Files.readString(data.resolve("secrets/muster_app")));
        assertThat(running.serverEnvironment())
                .contains("MUSTER_DB_PASSWORD", "MUSTER_TRUSTED_PROXY")
                .doesNotContain("MUSTER_TOKEN", "MUSTER_DATA_DIR");
    }

    @Test
    @Order(2)
    void a_lost_password_is_replaced_beside_the_running_server_and_ends_the_sessions() throws Exception {
        var first = passwordIn(running.output());
        var session = signIn(first);
        assertThat(session.statusCode()).isEqualTo(200);

        var reset = LauncherProcess.verb(data, "reset-password", "Admin@LOCALHOST");

        assertThat(reset.exitCode()).as(reset.output()).isZero();
        assertThat(reset.output()).contains("One session of this person ended");
        assertThat(signIn(first).statusCode()).isEqualTo(401);
        assertThat(signIn(passwordIn(reset.output())).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/auth/me", session).statusCode()).isEqualTo(401);
        var audit = get("/api/v1/audit?action=person.password-reset", signIn(passwordIn(reset.output())));
        assertThat(audit.body()).contains("muster reset-password").contains("admin@localhost");

        var nobody = LauncherProcess.verb(data, "reset-password", "nobody@localhost");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.output()).isEqualTo("muster: nobody signs in as nobody@localhost\n");
        resetPassword = passwordIn(reset.output());
    }

    @Test
    @Order(3)
    void a_lost_authenticator_is_forgotten_only_where_that_is_asked_for() throws Exception {
        var session = signIn(resetPassword);
        var secret = post("/api/v1/auth/totp", session, "{\"password\":\"" + resetPassword + "\"}");
        var code = TimeCode.at(
                Base32.decode(secret.body().replaceAll(".*\"secret\":\"([A-Z2-7]+)\".*", "$1")),
                TimeCode.step(Instant.now()));
        assertThat(post("/api/v1/auth/totp/confirm", session, "{\"code\":\"" + code + "\"}")
                        .statusCode())
                .isEqualTo(200);

        var kept = LauncherProcess.verb(data, "reset-password", "admin@localhost");
        assertThat(kept.exitCode()).as(kept.output()).isZero();
        assertThat(signIn(passwordIn(kept.output())).body()).contains("\"code\":\"totp\"");

        var forgotten = LauncherProcess.verb(data, "reset-password", "--totp", "admin@localhost");
        assertThat(forgotten.exitCode()).as(forgotten.output()).isZero();
        assertThat(forgotten.output()).contains("They sign in without a code");
        resetPassword = passwordIn(forgotten.output());
        assertThat(signIn(resetPassword).statusCode()).isEqualTo(200);
    }

    private static String passwordIn(String output) {
        var found = Pattern.compile("Password +(\\S+)").matcher(output);
        assertThat(found.find()).as(output).isTrue();
        return found.group(1);
    }

    private HttpResponse<String> signIn(String password) throws IOException, InterruptedException {
        var body = "{\"email\":\"admin@localhost\",\"password\":\"" + password + "\"}";
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/auth/login"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path, HttpResponse<String> session)
            throws IOException, InterruptedException {
        var token = Pattern.compile("\"token\":\"([^\"]+)").matcher(session.body());
        assertThat(token.find()).isTrue();
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token.group(1)));
    }

    private HttpResponse<String> post(String path, HttpResponse<String> session, String body)
            throws IOException, InterruptedException {
        var token = Pattern.compile("\"token\":\"([^\"]+)").matcher(session.body());
        assertThat(token.find()).isTrue();
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token.group(1))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        // as every client of ours: an upgrade to HTTP/2 on a plain POST is nothing that the server answers
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @Order(3)
    void a_second_launcher_on_the_same_data_folder_is_refused() throws IOException {
        var second = LauncherProcess.up(data, Ports.anyFree(), Map.of());

        assertThat(second.exitCode()).isEqualTo(2);
        assertThat(second.output())
                .contains("another muster up is running on the data folder " + data + " (pid " + running.pid()
                        + ", http://127.0.0.1:" + port + ")");
    }

    @Test
    @Order(4)
    void a_killed_server_comes_back_alone_and_says_only_503_until_it_is_there() throws IOException {
        var killed = running.server().orElseThrow();
        try (var watch = new StartWatch(port)) {
            killed.destroyForcibly();

            running.awaitLine("starting it again", READY);
            running.awaitLine("ready again", READY);
            assertThat(running.server().orElseThrow().pid()).isNotEqualTo(killed.pid());
            assertThat(watch.unusual())
                    .isNotEmpty()
                    .allSatisfy(answer -> assertThat(answer)
                            .startsWith("HTTP/1.1 503 ")
                            .contains("Retry-After: ", "Content-Security-Policy: ", "X-Content-Type-Options: nosniff"));
        }
    }

    @Test
    @Order(5)
    void a_trusted_proxy_says_that_the_browser_came_by_https() throws IOException {
        assertThat(StartWatch.head(port, "/devices", "X-Forwarded-Proto: https"))
                .contains("Location: https://", "Strict-Transport-Security: ");
        assertThat(StartWatch.head(port, "/devices", "X: y")).contains("Location: http://");
    }

    @Test
    @Order(6)
    void a_killed_postmaster_comes_back_alone() throws IOException {
        running.postmaster().orElseThrow().destroyForcibly();

        running.awaitLine("PostgreSQL ended unexpectedly", READY);
        assertThat(new Readiness("http://127.0.0.1:" + port).await(READY, () -> true))
                .isTrue();
    }

    @Test
    @Order(7)
    void after_a_killed_launcher_the_next_start_takes_over_and_shows_no_password() throws IOException {
        var server = running.server().orElseThrow();
        var postmaster = running.postmaster().orElseThrow();
        running.kill();
        assertThat(server.isAlive()).isTrue();

        running = LauncherProcess.up(data, port, Map.of());
        running.awaitLine("Ctrl-C stops everything", READY);

        assertThat(running.output()).contains("an earlier one still runs").doesNotContain("Password");
        assertThat(server.isAlive()).isFalse();
        assertThat(running.postmaster()).contains(postmaster);
        // started without MUSTER_TRUSTED_PROXY
        assertThat(StartWatch.head(port, "/devices", "X-Forwarded-Proto: https"))
                .contains("Location: http://")
                .doesNotContain("Strict-Transport-Security");
    }

    @Test
    @Order(8)
    void sigterm_stops_everything_in_order() throws IOException {
        var server = running.server().orElseThrow();
        var postmaster = running.postmaster().orElseThrow();

        assertThat(running.stop()).isZero();

        assertThat(running.output()).contains("all data is on disk");
        assertThat(server.isAlive()).isFalse();
        // PostgreSQL counts as stopped when its pid file is gone, a moment before its process is
        assertThat(postmaster.onExit()).succeedsWithin(READY);
        assertThat(data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    @Order(9)
    void a_lost_password_is_replaced_on_a_stopped_installation_and_nothing_stays_running() throws IOException {
        var reset = LauncherProcess.verb(data, "reset-password", "admin@localhost");

        assertThat(reset.exitCode()).as(reset.output()).isZero();
        assertThat(passwordIn(reset.output())).isNotEqualTo(resetPassword);
        nothingRuns();
    }

    @Test
    @Order(15)
    void a_lost_key_is_refused_and_the_database_stays_untouched() throws IOException {
        var kek = data.resolve("kek");
        var elsewhere = Files.move(kek, folder.resolve("kek"));

        var refused = LauncherProcess.up(data, port, Map.of());

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("the key-encryption key").contains("put the file back");
        assertThat(kek).doesNotExist();
        Files.move(elsewhere, kek);
        nothingRuns();
    }

    @Test
    @Order(19)
    void a_key_by_path_is_changed_by_two_settings_and_the_former_one_opens_nothing_any_more() throws IOException {
        var next = Files.write(folder.resolve("kek-2"), new java.security.SecureRandom().generateSeed(32));
        Files.setPosixFilePermissions(next, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        var settings = Map.of(
                "MUSTER_KEK_PATH", next.toString(),
                "MUSTER_KEK_FORMER_PATH", data.resolve("kek").toString());

        var refused = LauncherProcess.verb(data, settings, "rotate-kek");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).contains("where MUSTER_KEK_PATH says");

        running = LauncherProcess.up(data, port, settings);
        running.awaitLine("Ctrl-C stops everything", READY);
        var finished = LauncherProcess.verb(data, settings, "rotate-kek", "--finish");
        for (var end = System.nanoTime() + READY.toNanos();
                finished.exitCode() != 0 && System.nanoTime() < end;
                finished = LauncherProcess.verb(data, settings, "rotate-kek", "--finish")) {
            assertThat(finished.output()).contains("still sealed under the former key-encryption key");
        }
        assertThat(finished.output()).contains("is retired", "Take MUSTER_KEK_FORMER_PATH out");
        assertThat(data.resolve("kek")).exists();
        assertThat(running.stop()).isZero();

        var retired = LauncherProcess.up(data, port, Map.of());
        assertThat(retired.exitCode()).isEqualTo(1);
        assertThat(retired.output()).contains("was retired at").contains("put the one in use back");
        nothingRuns();
    }

    private void nothingRuns() throws IOException {
        assertThat(LauncherProcess.serverOf(data)).isEmpty();
        assertThat(LauncherProcess.postmasterOf(data)).isEmpty();
    }
}
