package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person reads when the server says no, says nonsense, or says nothing. */
class RefusalTest {
    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result devices(String... more) {
        var args = new java.util.ArrayList<>(java.util.List.of("devices"));
        args.addAll(java.util.List.of(more));
        return new Person(home).at(server).types(args.toArray(String[]::new));
    }

    @Test
    void no_server_says_how_to_start_one() {
        server.close();
        var result = devices();
        assertThat(result.err())
                .isEqualTo(
                        "No server answers at " + server.url() + ": is it running? Start it with `muster up`, or name"
                                + " another with --url or MUSTER_URL.\n");
        assertThat(result.out()).isEmpty();
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void an_unknown_host_says_to_check_the_url() {
        assertThat(devices("--url", "https://no-such-host.invalid").err())
                .isEqualTo("The host of https://no-such-host.invalid is not known: check the URL.\n");
    }

    @Test
    void nobody_logged_in_says_how_to_log_in() {
        var result = new Person(home).set("MUSTER_URL", server.url()).types("devices");
        assertThat(result.err()).isEqualTo("You are not logged in at " + server.url() + ": run `muster login`.\n");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void an_ended_login_says_to_log_in_again() {
        server.on("POST /api/v1/auth/login", "{\"token\":\"t\"}")
                .refuses("GET /api/v1/devices", 401, "unauthorized", "Token ended");
        var person = new Person(home).set("MUSTER_URL", server.url()).pipes("x");
        person.types("login", "--email", "a");
        var result = person.types("devices");
        assertThat(result.err())
                .isEqualTo(
                        "Your login at " + server.url() + " ended or was revoked: run `muster login`. (request r-1)\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void an_ended_token_of_the_environment_names_the_variable() {
        server.refuses("GET /api/v1/devices", 401, "unauthorized", "Token ended");
        assertThat(devices().err()).startsWith("The token in MUSTER_TOKEN is not accepted at " + server.url());
    }

    @Test
    void json_failures_go_to_standard_error_as_one_object() throws Exception {
        server.refuses("GET /api/v1/devices", 400, "query", "Unknown field \\\"lable\\\" at position 3");
        var result = devices("--json", "--q", "x");
        assertThat(result.out()).isEmpty();
        assertThat(Json.mapper().readTree(result.err())).isEqualTo(Json.mapper().readTree("""
                                {"success":false,"code":"query","detail":"Unknown field \\"lable\\" at position 3.",
                                 "status":400,"requestId":"r-1"}"""));
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void each_wrong_member_is_named() {
        server.on("GET /api/v1/devices", r -> new FakeServer.Answer(422, Map.of(), """
                        {"code":"invalid","detail":"Not valid","errors":[{"pointer":"/name","detail":"is missing"}]}"""));
        assertThat(devices().err()).isEqualTo("Not valid. name: is missing.\n");
    }

    @Test
    void a_person_has_made_no_request_with_members() {
        server.on("GET /api/v1/devices", r -> new FakeServer.Answer(422, Map.of(), """
                        {"code":"invalid","detail":"the request has a wrong member: is one of VIEWER, ADMIN",
                         "errors":[{"pointer":"/role","detail":"is one of VIEWER, ADMIN"}]}"""));
        assertThat(devices().err()).isEqualTo("role: is one of VIEWER, ADMIN.\n");
    }

    @Test
    void an_id_keeps_its_letters() {
        server.refuses("GET /api/v1/devices", 409, "x", "board-1: there is no such device");
        assertThat(devices().err()).startsWith("board-1: there");
    }

    @Test
    void a_member_that_the_detail_names_is_not_named_twice() {
        server.on("GET /api/v1/devices", r -> new FakeServer.Answer(422, Map.of(), """
                        {"code":"invalid","detail":"wrong member: limit is 1","errors":[{"pointer":"?limit","detail":"limit is 1"}]}"""));
        assertThat(devices().err()).isEqualTo("Wrong member: limit is 1.\n");
    }

    @Test
    void what_the_server_says_cannot_reach_the_terminal_raw() {
        server.refuses("GET /api/v1/devices", 409, "x", "bad \\u001b[2J label");
        assertThat(devices().err()).startsWith("Bad \\x1b[2J label.");
    }

    @Test
    void a_server_that_is_starting_is_not_mistaken_for_a_missing_device() {
        assertThat(devices().err()).contains("is not ready (HTTP 404)");
    }

    @Test
    void another_program_on_the_port_is_recognised() {
        server.on("GET /api/v1/devices", r -> FakeServer.ok("<html>hello</html>"));
        var result = devices();
        assertThat(result.err()).contains("does not speak like a Muster server");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void a_redirect_is_told_and_not_followed() {
        try (var other = new FakeServer()) {
            server.on(
                    "GET /api/v1/devices",
                    r -> new FakeServer.Answer(302, Map.of("Location", other.url() + "/api/v1/devices"), ""));
            assertThat(devices().err()).contains("sends you to " + other.url());
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void an_answer_that_breaks_off_says_to_try_again() {
        server.on("GET /api/v1/devices", r -> {
            throw new IllegalStateException("cut");
        });
        assertThat(devices().err()).isEqualTo("The connection to " + server.url() + " broke off: try again.\n");
    }
}
