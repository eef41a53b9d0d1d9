package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendTest {
    private static final String ROUTE = "POST /api/v1/devices/pump-7/commands";
    private static final String DONE =
            "{\"commandId\":\"c\",\"state\":\"SUCCEEDED\",\"success\":true,\"output\":\"pong\\nover ws\",\"exitCode\":0}";
    private static final String ID = "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f60";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer().on(ROUTE, DONE);

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    /** The one command that was sent; the log lines it brought are asked for after it. */
    private JsonNode sent() throws Exception {
        var sent = server.requests().stream()
                .filter(request -> request.method().equals("POST"))
                .toList();
        assertThat(sent).hasSize(1);
        return Json.mapper().readTree(sent.get(0).body());
    }

    @Test
    void the_result_is_printed() {
        var result = types("send", "pump-7", "ping");
        assertThat(result.out()).isEqualTo("pong\nover ws\n");
        assertThat(result.err()).isEqualTo("pump-7: ping done.\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void the_console_form_becomes_the_typed_command() throws Exception {
        types("send", "pump-7", "logs", "20", "--timeout", "3");
        var command = sent().path("command");
        assertThat(command.path("type").asText()).isEqualTo("pull_logs");
        assertThat(command.path("args")).isEqualTo(Json.object().put("lines", 20));
        assertThat(UUID.fromString(command.path("id").asText()).version()).isEqualTo(4);
        assertThat(sent().path("timeoutMs").asLong()).isEqualTo(3_000);
        assertThat(sent().has("mode")).isFalse();
    }

    @Test
    void it_waits_fifteen_seconds_unless_told() throws Exception {
        types("send", "pump-7", "logs 20");
        assertThat(sent().path("timeoutMs").asLong()).isEqualTo(15_000);
    }

    @Test
    void without_waiting_it_says_where_to_look() throws Exception {
        server.on(ROUTE, "{\"commandId\":\"" + ID + "\",\"state\":\"QUEUED\"}");
        var result = types("send", "--no-wait", "--id", ID, "--expires", "2h", "pump-7", "sync");
        assertThat(result.out()).isEqualTo(ID + " QUEUED\n");
        assertThat(result.err()).isEqualTo("Queued; `muster commands pump-7` shows what becomes of it.\n");
        assertThat(result.exit()).isZero();
        assertThat(sent().has("timeoutMs")).isFalse();
        assertThat(sent().path("command").path("id").asText()).isEqualTo(ID);
        assertThat(sent().path("expiresAt").asText()).isEqualTo("2026-11-20T14:00:00.000Z");
    }

    @Test
    void no_answer_in_time_is_a_failure_that_says_what_becomes_of_it() {
        server.on(ROUTE, "{\"commandId\":\"" + ID + "\",\"state\":\"SENT\"}");
        var result = types("send", "pump-7", "ping", "--timeout", "2s", "--id", ID);
        assertThat(result.err())
                .isEqualTo("pump-7 has not answered within 2 s; command " + ID + " stays SENT: `muster commands pump-7`"
                        + " shows what becomes of it.\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void live_to_an_unreachable_device_fails() throws Exception {
        server.on(
                ROUTE,
                "{\"commandId\":\"c\",\"state\":\"FAILED\",\"success\":false,\"output\":\"device is not connected\"}");
        var result = types("send", "pump-7", "ping", "--live");
        assertThat(sent().path("mode").asText()).isEqualTo("live");
        assertThat(result.out()).isEqualTo("device is not connected\n");
        assertThat(result.err()).isEqualTo("pump-7: ping ended FAILED.\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void a_failure_on_the_device_shows_its_output_and_exit_code() {
        server.on(ROUTE, "{\"state\":\"FAILED\",\"success\":false,\"output\":\"no \\u001b[2Jsync\",\"exitCode\":3}");
        var result = types("send", "pump-7", "sync");
        assertThat(result.out()).isEqualTo("no \\x1b[2Jsync\n");
        assertThat(result.err()).isEqualTo("pump-7: sync ended FAILED, exit code 3.\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void an_expired_command_is_a_failure() {
        server.on(ROUTE, "{\"state\":\"EXPIRED\"}");
        assertThat(types("send", "pump-7", "sync").err()).isEqualTo("pump-7: sync ended EXPIRED.\n");
    }

    @Test
    void json_gives_the_servers_answer_and_the_failure_apart() {
        server.on(ROUTE, "{\"commandId\":\"c\",\"state\":\"FAILED\",\"success\":false}");
        var result = types("send", "pump-7", "ping", "--json");
        assertThat(result.out()).isEqualTo("{\"commandId\":\"c\",\"state\":\"FAILED\",\"success\":false}\n");
        assertThat(result.err())
                .isEqualTo(
                        "{\"success\":false,\"code\":\"command-failed\",\"detail\":\"pump-7: ping ended FAILED.\"}\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void a_used_id_is_refused_by_the_server() {
        server.refuses(ROUTE, 409, "duplicate-command", "A command with this id exists");
        var result = types("send", "pump-7", "ping", "--id", ID);
        assertThat(result.err()).isEqualTo("A command with this id exists. (request r-1)\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void a_lost_answer_says_how_to_find_out_and_repeat_safely() {
        server.on(ROUTE, r -> {
            throw new IllegalStateException("cut");
        });
        var result = types("send", "pump-7", "ping", "--id", ID);
        assertThat(result.err())
                .contains("command " + ID + " may or may not be queued")
                .contains("--id " + ID);
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void an_unknown_command_is_wrong_usage_and_lists_the_known() {
        var result = types("send", "pump-7", "dance");
        assertThat(result.err()).startsWith("Unknown command \"dance\"; known: ping, state, logs [N], sync");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void an_option_of_the_devices_command_reaches_its_grammar() {
        var result = types("send", "pump-7", "ping", "--all");
        assertThat(result.err()).isEqualTo("Ping takes no arguments.\n");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void what_is_no_device_id_or_no_span_is_wrong_usage() {
        assertThat(types("send", "../x", "ping").exit()).isEqualTo(2);
        assertThat(types("send", "pump-7", "ping", "--timeout", "soon").exit()).isEqualTo(2);
        assertThat(types("send", "pump-7", "ping", "--timeout", "0").exit()).isEqualTo(2);
        assertThat(types("send", "pump-7").exit()).isEqualTo(2);
        assertThat(types("send", "pump-7", "ping", "--id", "7").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void help_lists_the_commands_of_a_device() {
        assertThat(types("send", "--help").out()).containsPattern("logs \\[N] +Fetches the last N log lines");
    }
}
