package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final String ROUTE = "GET /api/v1/devices/pump-7/logs";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer().on(ROUTE, """
            [{"seq":9,"ts":"2026-11-20T11:59:01.000Z","level":"WARN","line":"too hot\\u001b[2J"},
             {"seq":4,"ts":"2026-11-20T11:59:00.000Z","level":"ERROR","line":"stuck"}]""");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void the_last_lines_stand_oldest_first() {
        var result = types("logs", "pump-7", "-n", "20");
        assertThat(result.out()).isEqualTo("""
                2026-11-20T11:59:00.000Z ERROR stuck
                2026-11-20T11:59:01.000Z WARN  too hot\\x1b[2J
                """);
        assertThat(server.only().query()).isEqualTo("limit=20");
        assertThat(result.exit()).isZero();
    }

    @Test
    void a_script_gets_one_line_an_item() {
        assertThat(types("logs", "pump-7", "--json").out().lines())
                .hasSize(2)
                .first()
                .asString()
                .contains("\"stuck\"");
    }

    @Test
    void no_lines_say_how_to_get_some_and_a_wrong_number_is_wrong_usage() {
        server.on(ROUTE, "[]");
        assertThat(types("logs", "pump-7").err())
                .isEqualTo("No log lines yet: `muster send pump-7 logs` has the device send some.\n");
        assertThat(types("logs", "pump-7", "-n", "501").exit()).isEqualTo(2);
    }

    @Test
    void a_pulled_log_is_printed_and_one_that_cannot_be_read_back_does_not_fail_the_command() {
        server.on(
                "POST /api/v1/devices/pump-7/commands",
                "{\"commandId\":\"c\",\"state\":\"SUCCEEDED\",\"success\":true,\"output\":\"2 log lines sent\"}");

        var result = types("send", "pump-7", "logs", "20");

        assertThat(result.out())
                .contains("ERROR stuck")
                .contains("WARN  too hot")
                .doesNotContain("lines sent");
        assertThat(result.err()).isEqualTo("pump-7: logs 20 done: 2 log lines sent.\n");

        server.refuses(ROUTE, 503, "starting", "not now");
        var unread = types("send", "pump-7", "logs", "20");
        assertThat(unread.exit()).isZero();
        assertThat(unread.err()).contains("muster logs pump-7");
    }
}
