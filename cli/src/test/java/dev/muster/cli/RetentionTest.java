package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private static final String DAYS = "{\"readingDays\":90,\"eventDays\":365,\"logDays\":7,\"version\":2}";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/retention", DAYS)
            .on("PATCH /api/v1/retention", DAYS)
            .on("POST /api/v1/retention/runs", "{\"id\":\"r-1\"}")
            .on("GET /api/v1/retention/runs", """
                    [{"id":"r-1","begunAt":"2026-11-20T11:00:00.000Z","begunBy":"clock","finishedAt":null,
                      "partition":"reading_20260801",
                      "deleted":{"reading":{"partitions":2,"rows":10},"device_log":{"partitions":0,"rows":4}}}]""");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void it_is_shown() {
        assertThat(types("retention").out())
                .isEqualTo("Readings are kept for 90 days, events for 365, log lines for 7.\n");
    }

    @Test
    void what_is_named_is_said_and_nothing_else() {
        assertThat(types("retention", "set", "--logs", "7").exit()).isZero();
        assertThat(server.only().body()).isEqualTo("{\"logDays\":7}");
    }

    @Test
    void to_say_nothing_is_wrong_usage() {
        assertThat(types("retention", "set").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_run_is_begun_and_runs_are_listed() {
        assertThat(types("retention", "run").out()).contains("under way");
        assertThat(types("retention", "runs").out())
                .contains("clock")
                .contains("no")
                .contains("reading_20260801")
                .contains("device_log: 0 days, 4 rows; reading: 2 days, 10 rows");
    }
}
