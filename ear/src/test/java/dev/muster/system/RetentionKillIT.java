package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of the server in the middle of a run: it is gone on with, and counts each row once. */
@Order(91)
class RetentionKillIT extends SystemTest {

    private static final String RUNS = "/api/v1/retention/runs";
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int ROWS = 200_000;

    @Test
    void a_run_of_a_killed_server_goes_on() {
        muster.data();
        var database = new ProductDatabase(muster);
        Eventually.value("no run under way", PATIENCE, this::underWay, none -> !none);
        database.change(
                "insert into reading (org_id, device, ts, seq, data) select o.id, -1, now() - interval '150 days', n,"
                        + " '{\"text\": \"some hundred bytes of a reading, so that it takes some megabytes of the table\"}'"
                        + " from org o, generate_series(1, ?) n where o.slug = 'default'",
                ROWS);

        var lastRow = database.hold("select from reading where device = -1 and seq = ? for update", ROWS);
        var run = admin.post(RUNS, Map.of()).expect(200).data().path("id").asText();
        Eventually.value("some are gone", PATIENCE, this::rowsOfTheRunUnderWay, rows -> rows > 0);
        killTheServer();
        lastRow.close();
        Eventually.value("finished", PATIENCE, () -> get(run).path("finishedAt").isTextual(), finished -> finished);

        assertThat(database.texts("select count(*) from reading where device = -1"))
                .containsExactly("0");
        assertThat(get(run).at("/deleted/reading/rows").asLong()).isEqualTo(ROWS);
        assertThat(admin.get("/api/v1/audit?scope=platform&action=retention.finished")
                        .expect(200)
                        .body())
                .contains(run);
        assertThat(admin.get("/metrics").expect(200).body()).contains("muster_retention_runs_total");
    }

    private void killTheServer() {
        var pid = muster.serverPid();
        var process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        Eventually.value("ready", PATIENCE, () -> muster.isReady() && muster.serverPid() != pid, ready -> ready);
    }

    private long rowsOfTheRunUnderWay() {
        return admin.get(RUNS)
                .expect(200)
                .data()
                .get(0)
                .at("/deleted/reading/rows")
                .asLong();
    }

    private boolean underWay() {
        for (var run : admin.get(RUNS).expect(200).data()) {
            if (!run.path("finishedAt").isTextual()) {
                return true;
            }
        }
        return false;
    }

    private JsonNode get(String id) {
        for (var run : admin.get(RUNS).expect(200).data()) {
            if (run.path("id").asText().equals(id)) {
                return run;
            }
        }
        throw new AssertionError("no run " + id);
    }
}
