package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.command.LogEntry;
import dev.muster.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketStoryTest {

    @TempDir
    Path dir;

    private final FakeServer server = new FakeServer();
    private final Bench bench = new Bench();

    @BeforeEach
    void open() {
        server.start();
    }

    @AfterEach
    void close() {
        bench.close();
        server.close();
    }

    private DeviceBook book() {
        return server.book("pump-7");
    }

    private AgentConfig config() {
        return Bench.config(server.uri(), "pump-7", dir);
    }

    private void awaitReadings(int more) {
        var target = book().events("reading").size() + more;
        Eventually.await(more + " more readings", () -> book().events("reading").size() >= target);
    }

    private void everythingArrivedOnce() {
        var seqs = book().seqs();
        assertThat(seqs)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, seqs.size()).boxed().toList());
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void a_new_device_enrolls_says_hello_and_reports() throws Exception {
        bench.start(config().simulating(DemoKind.PUMP));
        awaitReadings(3);

        var hello = book().hellos().get(0);
        assertThat(hello.path("agent").asText()).startsWith("muster-agent/");
        assertThat(hello.path("capabilities").toString()).contains("ping", "checkin", "simulated-pump");
        assertThat(book().events("status").get(0).path("status").asText()).isEqualTo("ONLINE");
        Eventually.await(
                "a status that counts",
                () -> book().events("status").stream()
                        .anyMatch(status -> status.path("transports")
                                        .path("loopback")
                                        .path("sent")
                                        .asLong(-1)
                                >= 0));
        var reading = book().events("reading").get(2);
        assertThat(reading.path("transport").asText()).isEqualTo("loopback");
        assertThat(reading.path("uptimeSec").isIntegralNumber()).isTrue();
        assertThat(reading.path("freeHeapBytes").asLong()).isPositive();
        assertThat(reading.path("values").path("pressure_bar").isNumber()).isTrue();
        assertThat(reading.path("values").path("disk_free_bytes").asLong()).isPositive();
        everythingArrivedOnce();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("identity.json"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("queue.db"))))
                .isEqualTo("rw-------");
    }

    @Test
    void the_round_trip_is_measured_right_after_the_welcome() {
        bench.start(config());
        Eventually.await(
                "a reading with a round trip",
                () -> book().events("reading").stream()
                        .anyMatch(reading -> reading.path("rttMs").isInt()));
    }

    @Test
    void what_happens_while_the_server_is_away_arrives_once_afterwards() {
        var agent = bench.start(config());
        awaitReadings(2);
        server.stop();
        Eventually.await("events wait", () -> agent.waiting() > 5);
        server.start();
        awaitReadings(6);
        Eventually.await("nothing waits", () -> agent.waiting() <= 1);
        everythingArrivedOnce();
    }

    @Test
    void numbers_and_identity_go_on_after_a_restart_of_the_agent() {
        bench.start(config()).close();
        var first = bench.start(config());
        awaitReadings(3);
        first.close();
        var before = book().highest();
        bench.start(config());
        awaitReadings(3);
        assertThat(book().highest()).isGreaterThan(before);
        everythingArrivedOnce();
    }

    @Test
    void a_clean_stop_flushes_and_says_goodbye_with_1000() {
        var agent = bench.start(config());
        awaitReadings(2);
        var begun = System.nanoTime();
        agent.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        Eventually.await(
                "the goodbye",
                () -> book().hellos().stream()
                        .anyMatch(said -> said.path("closed").asInt() == 1000));
        var events = book().events();
        assertThat(events.get(events.size() - 1).path("status").asText()).isEqualTo("OFFLINE");
        everythingArrivedOnce();
    }

    @Test
    void a_connection_that_breaks_again_and_again_loses_and_doubles_nothing() {
        server.knobs.dropAfterMessages = 3;
        bench.start(config());
        Eventually.await("many connections", () -> book().connections() > 5);
        server.knobs.dropAfterMessages = 0;
        awaitReadings(3);
        everythingArrivedOnce();
    }

    @Test
    void events_are_kept_until_they_are_acknowledged() {
        server.knobs.neverAcknowledge = true;
        var agent = bench.start(config());
        awaitReadings(3);
        assertThat(agent.waiting()).isGreaterThanOrEqualTo(3);
        server.knobs.neverAcknowledge = false;
        server.socket("pump-7").drop();
        Eventually.await("nothing waits", () -> agent.waiting() <= 1);
        everythingArrivedOnce();
    }

    @Test
    void late_acknowledgements_do_not_hold_up_what_follows() {
        server.knobs.acknowledgeAfterMs = 120;
        var agent = bench.start(config());
        awaitReadings(10);
        Eventually.await("few wait", () -> agent.waiting() <= 8);
        everythingArrivedOnce();
    }

    @Test
    void a_long_backlog_arrives_in_batches_and_in_order() {
        server.stop();
        var agent = bench.start(config().every(Duration.ofMillis(10)));
        Eventually.await("a backlog", () -> agent.waiting() > 150);
        server.start();
        Eventually.await("it arrives", () -> book().highest() > 150);
        everythingArrivedOnce();
    }

    @Test
    void a_refused_event_is_not_sent_for_ever() {
        server.knobs.refusedType = "reading";
        var agent = bench.start(config());
        Eventually.await("the connection", agent::isConnected);
        Eventually.pause(800);
        assertThat(agent.waiting()).isLessThan(4);
        server.knobs.refusedType = "";
        awaitReadings(3);
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void a_frozen_connection_is_noticed_and_replaced() throws Exception {
        server.knobs.heartbeatSec = 1;
        try (var wire = new FrozenWire(server.port())) {
            bench.start(Bench.config(wire.uri(), "pump-7", dir));
            awaitReadings(2);
            wire.freeze(true);
            Eventually.pause(2_500);
            wire.freeze(false);
            var before = book().connections();
            Eventually.await("a new connection", () -> book().connections() > before);
            awaitReadings(2);
            everythingArrivedOnce();
        }
    }

    @Test
    void the_servers_slot_comes_before_the_backoff() {
        server.knobs.closeCode = 1012;
        server.knobs.closeReason = "{\"retryAfterMs\":700}";
        bench.start(config());
        Eventually.await("a refusal", () -> !book().hellos().isEmpty());
        server.knobs.closeCode = 0;
        var begun = System.nanoTime();
        Eventually.await("the connection", () -> book().connections() > 0);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofMillis(400), Duration.ofSeconds(3));
    }

    @Test
    void a_disabled_device_keeps_collecting_and_does_not_storm() {
        server.knobs.closeCode = 4403;
        server.knobs.closeReason = "device-disabled";
        var agent = bench.start(config());
        Eventually.await("the refusal", () -> !book().hellos().isEmpty());
        Eventually.await("events wait", () -> agent.waiting() > 5);
        assertThat(book().hellos()).hasSize(1);
    }

    @Test
    void an_agent_that_was_replaced_backs_off() {
        server.knobs.closeCode = 4409;
        bench.start(config());
        Eventually.await("the refusal", () -> !book().hellos().isEmpty());
        Eventually.pause(500);
        assertThat(book().hellos()).hasSize(1);
    }

    @Test
    void a_revoked_token_is_renewed_with_the_old_secret() {
        bench.start(config());
        awaitReadings(2);
        var before = book().secret();
        server.knobs.closeCode = 4401;
        server.socket("pump-7").close(4401, "revoked");
        Eventually.await("a new secret", () -> book().secret() != before);
        server.knobs.closeCode = 0;
        awaitReadings(2);
        everythingArrivedOnce();
    }

    @Test
    void refusals_that_nobody_signed_change_no_secret() {
        bench.start(config());
        awaitReadings(2);
        var before = book().secret();
        server.knobs.unsigned = true;
        server.knobs.refuseSockets = 401;
        server.socket("pump-7").drop();
        var checkIns = book().checkIns().size();
        Eventually.await("many refusals", () -> server.refusedSockets() > 8);
        Eventually.await("check-ins", () -> book().checkIns().size() > checkIns);
        server.knobs.refuseSockets = 0;
        server.knobs.closeCode = 4401;
        Eventually.await("closed sockets", () -> closes(4401) > 3);
        assertThat(book().secret()).isSameAs(before);
        server.knobs.closeCode = 0;
        awaitReadings(2);
        assertThat(book().secret()).isSameAs(before);
        everythingArrivedOnce();
    }

    @Test
    void a_token_that_is_refused_again_and_again_is_renewed_once_the_server_has_signed_that_it_is_there() {
        bench.start(config());
        awaitReadings(2);
        var before = book().secret();
        server.knobs.refuseSockets = 401;
        server.socket("pump-7").drop();
        Eventually.await("a new secret", () -> book().secret() != before);
        server.knobs.refuseSockets = 0;
        awaitReadings(2);
        everythingArrivedOnce();
    }

    private long closes(int code) {
        return book().hellos().stream()
                .filter(said -> said.path("closed").asInt() == code)
                .count();
    }

    @Test
    void rubbish_from_the_server_is_survived() {
        bench.start(config());
        awaitReadings(2);
        for (var text : List.of(
                "",
                "no json",
                "[]",
                "{}",
                "{\"type\":\"nonsense\"}",
                "{\"type\":\"command\"}",
                "{\"type\":\"command\",\"command\":{\"id\":\"x\"}}",
                "{\"type\":\"error\"}",
                "{\"type\":\"event_ack\",\"seq\":-5}",
                "[".repeat(5_000))) {
            server.socket("pump-7").sendRaw(text);
        }
        awaitReadings(3);
        assertThat(book().connections()).isEqualTo(1);
        everythingArrivedOnce();
    }

    @Test
    void an_acknowledgement_of_what_was_never_sent_drops_nothing() {
        server.knobs.neverAcknowledge = true;
        var agent = bench.start(config());
        Eventually.await("more waits than may be under way", () -> agent.waiting() > 12);
        server.socket("pump-7").sendRaw("{\"type\":\"event_ack\",\"seq\":9007199254740000}");
        Eventually.await("the next ones wait", () -> agent.waiting() >= 3);
        server.knobs.neverAcknowledge = false;
        awaitReadings(3);
        everythingArrivedOnce();
    }

    @Test
    void a_message_without_end_is_cut_off() {
        bench.start(config());
        awaitReadings(2);
        server.socket("pump-7").sendRaw("\"" + "x".repeat(2_000_000) + "\"");
        Eventually.await("a fresh connection", () -> book().connections() == 2);
        awaitReadings(2);
    }

    @Test
    void two_agents_cannot_share_a_folder() {
        bench.start(config());
        var second = new Agent(config());
        assertThat(org.assertj.core.api.Assertions.catchThrowable(second::start))
                .hasMessageContaining("in use by another agent");
    }

    @Test
    void secrets_stay_out_of_the_log() throws Exception {
        bench.aloud();
        var agent = bench.start(config());
        awaitReadings(1);
        server.socket("pump-7").close(4401, "revoked");
        awaitReadings(3);
        var identity = Json.mapper().readTree(Files.readAllBytes(dir.resolve("identity.json")));
        assertThat(agent.logged().stream().map(LogEntry::line))
                .isNotEmpty()
                .anyMatch(line -> line.startsWith("Connecting to factory server http://127.0.0.1:"))
                .noneMatch(line -> line.contains(identity.path("secret").asText())
                        || line.contains(identity.path("token").asText())
                        || line.contains(FakeServer.ENROLLMENT_KEY));
    }
}
