package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
    private static final String ROUTE = "GET /api/v1/devices/pump-7/commands";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer().on(ROUTE, """
                    [{"id":"c-2","type":"pull_logs","args":{"lines":20},"console":"logs 20","state":"SUCCEEDED","output":"l1\\nl2",
                      "queuedAt":"2026-11-20T11:59:00.000Z","finishedAt":"2026-11-20T11:59:00.012Z","issuedBy":"a@b.example"},
                     {"id":"c-1","type":"from_the_future","args":{},"state":"QUEUED","queuedAt":"2026-11-20T11:00:00.000Z"}]""");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void the_history_shows_state_and_result() {
        var result = types("commands", "pump-7");
        assertThat(result.out()).isEqualTo("""
                        STATE      COMMAND          SENT       TOOK   OUTPUT  BY           ID
                        SUCCEEDED  logs 20          1 min ago  12 ms  l1 …    a@b.example  c-2
                        QUEUED     from_the_future  1 h ago    -      -       -            c-1
                        """);
        assertThat(result.exit()).isZero();
        assertThat(server.only().query()).isEqualTo("limit=20&offset=0");
    }

    @Test
    void older_ones_are_asked_for_by_offset() {
        assertThat(types("commands", "pump-7", "--limit", "5", "--offset", "10", "--json")
                        .out()
                        .lines())
                .hasSize(2);
        assertThat(server.only().query()).isEqualTo("limit=5&offset=10");
    }

    @Test
    void an_empty_history_says_how_to_begin() {
        server.on(ROUTE, "[]");
        assertThat(types("commands", "pump-7").err())
                .isEqualTo("No commands yet: `muster send pump-7 ping` sends one.\n");
    }

    @Test
    void wrong_numbers_and_ids_are_wrong_usage() {
        assertThat(types("commands", "pump-7", "--limit", "501").exit()).isEqualTo(2);
        assertThat(types("commands", "pump-7", "--offset", "-1").exit()).isEqualTo(2);
        assertThat(types("commands", "-x").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_queued_command_is_taken_back() {
        var id = "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f60";
        server.on("DELETE /api/v1/devices/pump-7/commands/" + id, "{\"state\":\"CANCELLED\"}");
        assertThat(types("cancel", "pump-7", id).out()).isEqualTo("Command " + id + " is cancelled.\n");
        assertThat(types("cancel", "pump-7", "c-2").exit()).isEqualTo(2);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void a_command_that_its_device_has_cannot_be_taken_back() {
        var id = "6f1c7f4e-0c5e-4b52-9a3a-1d2c3b4a5f60";
        server.refuses(
                "DELETE /api/v1/devices/pump-7/commands/" + id,
                409,
                "command-state",
                "only a QUEUED one can be cancelled");
        var result = types("cancel", "pump-7", id);
        assertThat(result.err()).isEqualTo("Only a QUEUED one can be cancelled. (request r-1)\n");
        assertThat(result.exit()).isEqualTo(1);
    }
}
