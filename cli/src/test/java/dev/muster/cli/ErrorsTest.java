package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorsTest {
    private static final String ROUTE = "GET /api/v1/devices/pump-7/errlog";
    private static final String MARK = "PUT /api/v1/devices/pump-7/errlog/read";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer().on(ROUTE, """
            [{"seq":9,"ts":"2026-11-20T11:59:01.000Z","severity":"WARN",
              "payload":{"entry":18,"source":"modem","code":"weak\\u001b[2J","context":{"rssi":-113}}},
             {"seq":4,"ts":"2026-11-20T11:59:00.000Z","severity":"ERROR",
              "payload":{"entry":17,"source":"guard","code":"LIGHT-CURTAIN"}}]""");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void entries_stand_oldest_first_with_their_numbers_and_nothing_is_marked() {
        assertThat(types("errors", "pump-7", "-n", "2").out()).isEqualTo("""
                2026-11-20T11:59:00.000Z ERROR #17 guard LIGHT-CURTAIN
                2026-11-20T11:59:01.000Z WARN  #18 modem weak\\x1b[2J rssi=-113
                """);
        assertThat(server.only().query()).isEqualTo("limit=2");
    }

    @Test
    void reading_marks_up_to_the_newest_that_was_shown() {
        server.on(MARK, "{}");
        var result = types("errors", "pump-7", "--read");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEqualTo("Read up to entry 18.\n");
        assertThat(server.requests().get(1).body()).isEqualTo("{\"entry\":18}");
    }

    @Test
    void an_empty_log_marks_nothing_and_a_wrong_number_is_wrong_usage() {
        server.on(ROUTE, "[]");
        assertThat(types("errors", "pump-7", "--read").err()).contains("empty");
        assertThat(types("errors", "pump-7", "-n", "0").exit()).isEqualTo(2);
    }

    @Test
    void what_may_not_be_marked_is_refused_after_it_was_shown() {
        server.refuses(MARK, 403, "forbidden", "your role does not cover this");
        var result = types("errors", "pump-7", "--read");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("LIGHT-CURTAIN");
    }
}
