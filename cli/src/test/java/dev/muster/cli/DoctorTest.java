package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /health/live", r -> FakeServer.ok("{\"status\":\"UP\",\"checks\":[]}"))
            .on("GET /health/ready", r -> FakeServer.ok("{\"status\":\"UP\",\"checks\":[]}"))
            .on("GET /api/v1/auth/sessions", "[]")
            .on("GET /openapi", r -> FakeServer.ok("{\"info\":{\"version\":\"1\"}}"));

    @AfterEach
    void stop() {
        server.close();
    }

    private Person person() {
        return new Person(home).at(server);
    }

    @Test
    void a_healthy_server_passes_each_check() {
        var result = person().types("doctor");
        assertThat(result.out().lines())
                .allMatch(line -> line.startsWith("ok "))
                .hasSize(6);
        assertThat(result.out())
                .contains(
                        "does not leave this machine",
                        "Answered in",
                        "Agrees with",
                        "Ready.",
                        "MUSTER_TOKEN is accepted");
        assertThat(result.exit()).isZero();
    }

    @Test
    void json_is_one_check_a_line() {
        var result = person().types("doctor", "--json");
        assertThat(result.out().lines())
                .allMatch(line -> line.startsWith("{\"check\":\"") && line.contains("\"result\":\"ok\""))
                .hasSize(6);
    }

    @Test
    void no_server_fails_and_says_so() {
        server.close();
        var result = person().types("doctor");
        assertThat(result.out()).contains("fail  reachable    No server answers at " + server.url());
        assertThat(result.err()).isEqualTo("One check failed.\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void another_program_on_the_port_fails() {
        server.on("GET /health/live", r -> FakeServer.ok("<html>"));
        assertThat(person().types("doctor").out()).contains("but not a Muster server that is up");
    }

    @Test
    void what_is_not_ready_is_named_with_its_reason() {
        server.on("GET /health/ready", r -> new FakeServer.Answer(503, Map.of(), """
                        {"status":"DOWN","checks":[{"name":"database","status":"DOWN","data":{"reason":"no answer"}},
                         {"name":"keys","status":"UP"}]}"""));
        var result = person().types("doctor");
        assertThat(result.out()).contains("fail  health       Not ready: database (no answer).");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void a_wrong_clock_is_told_and_a_very_wrong_one_fails() {
        var some = person().clockSays(Person.NOW.minusSeconds(62)).types("doctor");
        assertThat(some.out()).contains("warn  clock        This machine is 1 min 2 s behind the server");
        assertThat(some.exit()).isZero();
        var much = person().clockSays(Person.NOW.plusSeconds(3_600)).types("doctor");
        assertThat(much.out()).contains("fail  clock        This machine is 1 h ahead of the server: set the clock");
        assertThat(much.exit()).isEqualTo(1);
    }

    @Test
    void an_ended_or_missing_login_fails() {
        server.refuses("GET /api/v1/auth/sessions", 401, "unauthorized", "x");
        assertThat(person().types("doctor").out())
                .contains("fail  login        The token in MUSTER_TOKEN is not accepted");
        var nobody = new Person(home).set("MUSTER_URL", server.url());
        assertThat(nobody.types("doctor").out()).contains("fail  login        You are not logged in");
    }

    @Test
    void clear_text_to_another_host_is_warned_of() {
        var result = person().types("doctor", "--url", "http://no-such-host.invalid");
        assertThat(result.out()).contains("warn  transport    Clear text to http://no-such-host.invalid");
    }

    @Test
    void a_login_that_others_can_read_is_warned_of() throws Exception {
        var file = home.resolve(".config/muster/credentials.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(person().types("doctor").out()).contains("warn  credentials  Others on this machine can read");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(person().types("doctor").out()).doesNotContain("credentials");
    }

    @Test
    void another_version_of_the_api_is_warned_of() {
        server.on("GET /openapi", r -> FakeServer.ok("{\"info\":{\"version\":\"2\"}}"));
        var result = person().types("doctor");
        assertThat(result.out()).contains("warn  version      This speaks version 1 of the API, the server 2: use");
        assertThat(result.exit()).isZero();
    }
}
