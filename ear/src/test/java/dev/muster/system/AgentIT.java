package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The real agent as a real process: it appears, obeys, dies and comes back. */
@Order(5)
class AgentIT extends SystemTest {

    private static final Duration START = Duration.ofSeconds(20);

    @Test
    void a_new_agent_is_in_the_list_a_second_after_its_first_reading() {
        var began = System.nanoTime();
        try (var agent = RealAgent.start(muster, "agent", "--interval", "0.5")) {
            var latest = Eventually.value(
                    "a first reading",
                    START,
                    () -> state(agent).path("latest"),
                    first -> first.path("ts").isTextual());
            var seen = Instant.now();
            var row = row(agent);

            var delay = Duration.between(Instant.parse(latest.path("ts").asText()), seen);
            System.out.printf(
                    "agent: in the list %d ms after its first reading, %.1f s after the start of its process%n",
                    delay.toMillis(), (System.nanoTime() - began) / 1e9);
            assertThat(delay)
                    .as("the figure is printed; this is for one that never comes")
                    .isLessThan(START);
            assertThat(row.path("online").asBoolean()).isTrue();
            assertThat(row.path("firmware").asText()).isNotEmpty();
            assertThat(latest.path("values")).isNotEmpty();
        }
    }

    @Test
    void an_agent_over_check_ins_only_is_in_the_list_too() {
        try (var agent = RealAgent.start(muster, "agent", "--transport", "checkin", "--interval", "1")) {
            assertThat(reporting(agent).path("online").asBoolean()).isFalse();
        }
    }

    @Test
    void an_agent_answers_ping_state_logs_and_sync() {
        try (var agent = RealAgent.start(muster, "agent", "--interval", "1")) {
            reporting(agent);
            for (var line : new String[] {"ping", "state", "logs 20", "sync"}) {
                var answer = send(agent, line);
                assertThat(answer.path("state").asText())
                        .as(line + ": " + answer)
                        .isEqualTo("SUCCEEDED");
                assertThat(answer.path("output").asText()).as(line).isNotEmpty();
            }
            var lines = Eventually.value(
                    "log lines",
                    Duration.ofSeconds(10),
                    () -> admin.get(path(agent, "/logs")).data(),
                    found -> !found.isEmpty());
            assertThat(lines.path(0).path("line").asText()).isNotEmpty();
        }
    }

    @Test
    void an_agent_whose_data_goes_to_the_cloud_keeps_it_and_hands_it_over_when_it_goes_by_the_server_again()
            throws IOException {
        try (var agent = RealAgent.start(muster, "agent", "--interval", "0.3")) {
            reporting(agent);
            awaitReadings(agent, 3);
            succeeds(agent, "config set connectionMode=DIRECT_CLOUD");
            Eventually.value("readings are held", START, () -> shown(agent), state -> held(state) > 5);
            assertThat(shown(agent).path("connectionMode").asText()).isEqualTo("DIRECT_CLOUD");
            var before = readings(agent);
            agent.kill();
            agent.run("--interval", "0.3");
            Eventually.value("and more, after a restart", START, () -> shown(agent), state -> held(state) > 12);
            assertThat(readings(agent)).isEqualTo(before);

            succeeds(agent, "config set connectionMode=null");
            awaitReadings(agent, before + 12);
            var times = admin.get(path(agent, "/readings?limit=500")).data().findValuesAsText("ts");
            assertThat(new HashSet<>(times)).hasSameSizeAs(times);
            assertThat(send(agent, "config set server=http://elsewhere")
                            .path("output")
                            .asText())
                    .contains("there is no setting server");
        }
    }

    private void succeeds(RealAgent agent, String line) {
        assertThat(send(agent, line).path("state").asText()).as(line).isEqualTo("SUCCEEDED");
    }

    private JsonNode shown(RealAgent agent) {
        try {
            return Json.mapper().readTree(send(agent, "state").path("output").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long held(JsonNode shown) {
        return shown.path("queue").path("held").asLong();
    }

    @Test
    void a_killed_agent_is_offline_at_once_then_late_then_silent() {
        try (var agent = RealAgent.start(muster, "agent", "--interval", "1")) {
            reporting(agent);
            awaitReadings(agent, 3);

            agent.kill();

            Eventually.value(
                    "offline",
                    Duration.ofSeconds(5),
                    () -> row(agent),
                    row -> !row.path("online").asBoolean());
            Eventually.value("late", Duration.ofSeconds(20), () -> status(agent), "late"::equals);
            var last = Instant.parse(row(agent).path("lastSeen").asText());
            Eventually.value("silent", Duration.ofSeconds(40), () -> status(agent), "silent"::equals);
            assertThat(Duration.between(last, Instant.now())).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(40));
        }
    }

    @Test
    void a_killed_agent_comes_back_as_the_same_device_and_nothing_is_stored_twice() throws IOException {
        try (var agent = RealAgent.start(muster, "agent", "--interval", "0.2")) {
            reporting(agent);
            for (var kill = 0; kill < 3; kill++) {
                awaitReadings(agent, readings(agent) + 3);
                agent.kill();
                agent.run("--interval", "0.2");
                Eventually.value(
                        "online again",
                        START,
                        () -> row(agent),
                        row -> row.path("online").asBoolean());
            }
            awaitReadings(agent, readings(agent) + 3);
            assertThat(agent.stop()).as("clean end").isIn(0, 143);
            var times = admin.get(path(agent, "/readings?limit=500")).data().findValuesAsText("ts");
            assertThat(times).hasSizeGreaterThan(10);
            assertThat(new HashSet<>(times)).hasSameSizeAs(times);
        }
    }

    @Test
    void an_agent_of_a_product_batch_waits_in_the_pool_and_reports_once_an_operator_has_claimed_it()
            throws IOException {
        var key = admin.post("/api/v1/factory-keys", Map.of("name", "batch 9", "model", "P-100"))
                .expect(201)
                .data();
        var id = WireDevice.freshId("board");
        var database = new ProductDatabase(muster);
        var manager = database.signIn(database.person("MANAGER"));
        var secret = key.path("key").asText();
        try (var agent = RealAgent.start(
                muster,
                id,
                Map.of("MUSTER_FACTORY_KEY", secret),
                "--interval",
                "1",
                "--factory-key-id",
                key.path("id").asText())) {
            Eventually.value("in the pool", START, this::unclaimed, pool -> pool.contains(id));
            assertThat(manager.get(path(agent, "")).status()).as("nobody's yet").isEqualTo(404);
            Eventually.value("a secret of its own", START, () -> identity(agent), Files::exists);
            assertThat(unclaimed()).contains(id);

            admin.post(path(agent, "/move"), Map.of("org", "default", "reason", "ours"))
                    .expect(200);
            assertThat(reporting(agent).path("model").asText()).isEqualTo("P-100");
            Eventually.value(
                    "its socket",
                    START,
                    () -> row(agent),
                    row -> row.path("online").asBoolean());
            assertThat(send(agent, "ping").path("state").asText()).isEqualTo("SUCCEEDED");
            assertThat(unclaimed()).doesNotContain(id);

            agent.kill();
            assertThat(Files.readString(identity(agent))).doesNotContain(secret);
            assertThat(Files.readString(agent.log())).doesNotContain(secret);
            agent.run("--interval", "1", "--factory-key-id", key.path("id").asText());
            awaitReadings(agent, readings(agent) + 2);
        }
    }

    @Test
    void an_agent_with_a_wrong_factory_key_keeps_trying_and_comes_nowhere() throws IOException {
        var key = admin.post("/api/v1/factory-keys", Map.of("name", "batch 10"))
                .expect(201)
                .data();
        var id = WireDevice.freshId("board");
        var wrong = Base64.getEncoder().encodeToString(new byte[32]);
        var proof = Map.of("MUSTER_FACTORY_KEY", wrong);
        var kid = key.path("id").asText();
        try (var agent = RealAgent.start(muster, id, proof, "--factory-key-id", kid)) {
            Eventually.value("a refusal", START, () -> text(agent.log()), log -> log.contains("401 is not signed"));
            assertThat(unclaimed()).doesNotContain(id);
            assertThat(identity(agent)).doesNotExist();
            assertThat(Files.readString(agent.log())).doesNotContain(wrong);
            assertThat(agent.isAlive()).isTrue();
        }
    }

    private List<String> unclaimed() {
        return admin.get("/api/v1/devices/unclaimed?limit=500")
                .expect(200)
                .data()
                .findValuesAsText("id");
    }

    private static Path identity(RealAgent agent) {
        return agent.data().resolve("identity.json");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void the_identity_of_an_agent_is_readable_by_its_user_only() throws IOException {
        try (var agent = RealAgent.start(muster, "agent", "--interval", "60")) {
            reporting(agent);
            try (var files = Files.walk(agent.data())) {
                files.filter(Files::isRegularFile)
                        .filter(file ->
                                !file.equals(agent.log()) && file.toFile().length() > 0)
                        .forEach(file -> assertThat(permissions(file))
                                .as(file.toString())
                                .startsWith("rw----"));
            }
            assertThat(Files.readString(agent.log())).doesNotContain(muster.enrollmentKey());
        }
    }

    private static String permissions(java.nio.file.Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private JsonNode reporting(RealAgent agent) {
        return Eventually.value(
                "reporting",
                START,
                () -> row(agent),
                row -> row.path("status").asText().equals("reporting"));
    }

    private void awaitReadings(RealAgent agent, int count) {
        Eventually.value(count + " readings", START, () -> readings(agent), stored -> stored >= count);
    }

    private int readings(RealAgent agent) {
        return admin.get(path(agent, "/readings?limit=500")).expect(200).data().size();
    }

    private String status(RealAgent agent) {
        return row(agent).path("status").asText();
    }

    /** Found as an operator finds it: by its id in the list. */
    private JsonNode row(RealAgent agent) {
        return admin.get("/api/v1/devices?q=" + agent.id).expect(200).data().path(0);
    }

    private JsonNode state(RealAgent agent) {
        return admin.get(path(agent, "/state")).data();
    }

    private JsonNode send(RealAgent agent, String line) {
        return admin.post(path(agent, "/commands"), Map.of("line", line, "timeoutMs", 15_000))
                .expect(200)
                .data();
    }

    private static String path(RealAgent agent, String below) {
        return "/api/v1/devices/" + agent.id + below;
    }
}
