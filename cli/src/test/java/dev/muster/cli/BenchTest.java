package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTest {
    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /health/live", r -> FakeServer.ok("{}"))
            .on("POST /api/v1/devices/pump-7/commands", "{\"state\":\"SUCCEEDED\",\"success\":true}");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void each_figure_is_a_json_line_beside_its_reference() throws Exception {
        var result = types("bench", "round-trip", "--device", "pump-7", "--count", "10");
        var lines = result.out().lines().toList();
        assertThat(lines).hasSize(2);
        var commands = Json.mapper().readTree(lines.get(0));
        assertThat(commands.path("figure").asText()).isEqualTo("command_round_trip");
        assertThat(commands.path("device").asText()).isEqualTo("pump-7");
        assertThat(commands.path("count").asInt()).isEqualTo(10);
        assertThat(commands.path("failures").asInt()).isZero();
        assertThat(commands.path("p50").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(commands.path("p90").asDouble());
        assertThat(commands.path("p99").asDouble())
                .isLessThanOrEqualTo(commands.path("max").asDouble());
        assertThat(Json.mapper().readTree(lines.get(1)).path("figure").asText()).isEqualTo("http_get_health_live");
        assertThat(result.err())
                .startsWith("10 commands to pump-7: half within ")
                .hasLineCount(1);
        assertThat(result.exit()).isZero();
    }

    @Test
    void commands_and_reference_alternate_after_a_warm_up() {
        types("bench", "round-trip", "--count", "3", "--device", "pump-7");
        var methods = server.requests().stream().map(FakeServer.Request::method).toList();
        assertThat(methods).hasSize(2 * (20 + 3));
        assertThat(methods.subList(0, 4)).containsExactly("GET", "POST", "GET", "POST");
    }

    @Test
    void failed_commands_are_counted_and_not_timed() throws Exception {
        server.on("POST /api/v1/devices/pump-7/commands", "{\"state\":\"SENT\"}");
        var line = types("bench", "round-trip", "--device", "pump-7", "--count", "3")
                .out()
                .lines()
                .toList()
                .get(0);
        assertThat(Json.mapper().readTree(line).path("failures").asInt()).isEqualTo(3);
        assertThat(Json.mapper().readTree(line).path("p50").asDouble()).isZero();
    }

    @Test
    void the_device_that_gets_the_commands_is_named_by_the_person() {
        var result = types("bench", "round-trip");
        assertThat(result.err()).contains("--device");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_wrong_count_is_wrong_usage() {
        assertThat(types("bench", "round-trip", "--device", "pump-7", "--count", "0")
                        .exit())
                .isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }
}
