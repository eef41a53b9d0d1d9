package dev.muster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.agent.command.LogEntry;
import dev.muster.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckInStoryTest {

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
        return server.book("edge-1");
    }

    private AgentConfig config() {
        return Bench.config(server.uri(), "edge-1", dir).over(LinkMode.CHECKIN);
    }

    private void awaitCheckIns(int more) {
        var target = book().checkIns().size() + more;
        Eventually.await(more + " more check-ins", () -> book().checkIns().size() >= target);
    }

    private void everythingArrivedOnce() {
        var seqs = book().seqs();
        assertThat(seqs)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, seqs.size()).boxed().toList());
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void a_device_checks_in_by_signed_requests_and_delivers_its_events() {
        bench.start(config().simulating(DemoKind.FREEZER));
        awaitCheckIns(3);
        var last = book().checkIns().get(2);
        assertThat(last.path("seq").asLong()).isEqualTo(3);
        assertThat(last.path("transport").asText()).isEqualTo("loopback");
        assertThat(last.path("transports").path("loopback").path("up").asBoolean())
                .isTrue();
        assertThat(last.path("transports").path("loopback").path("sent").asLong())
                .isEqualTo(2);
        assertThat(last.path("transports").path("switches").asLong(-1)).isZero();
        assertThat(last.path("rttMs").isInt()).isTrue();
        assertThat(last.path("bootId").asText()).hasSize(36);
        assertThat(book().events("reading")).hasSizeGreaterThan(3);
        everythingArrivedOnce();
    }

    @Test
    void a_check_in_whose_answer_was_lost_is_repeated_letter_by_letter() {
        bench.start(config());
        awaitCheckIns(1);
        server.knobs.loseAnswers = 2;
        awaitCheckIns(4);
        var bodies = book().checkIns().stream().map(JsonNode::toString).toList();
        assertThat(bodies)
                .hasSizeGreaterThan(bodies.stream().distinct().toList().size() + 1);
        assertThat(book().checkIns())
                .allSatisfy(one -> assertThat(book().checkIns())
                        .filteredOn(other -> other.path("seq").equals(one.path("seq")))
                        .allMatch(one::equals));
        Eventually.await(
                "the numbers go on",
                () -> book().checkIns().stream()
                        .anyMatch(body -> body.path("seq").asLong() >= 3));
        everythingArrivedOnce();
    }

    @Test
    void a_check_in_under_way_at_a_kill_is_repeated_by_the_next_run() {
        var first = bench.start(config());
        awaitCheckIns(1);
        server.knobs.loseAnswers = 1_000;
        awaitCheckIns(1);
        first.close();
        var pending = book().checkIns().get(book().checkIns().size() - 1);
        server.knobs.loseAnswers = 0;
        var before = book().checkIns().size();
        bench.start(config());
        awaitCheckIns(2);
        assertThat(book().checkIns().get(before)).isEqualTo(pending);
        everythingArrivedOnce();
    }

    @Test
    void a_command_comes_with_an_answer_and_its_result_goes_with_the_next_check_in() {
        bench.start(config());
        awaitCheckIns(1);
        var id = server.command("edge-1", "ping");
        Eventually.await("the result", () -> !book().results(id).isEmpty());
        assertThat(book().results(id).get(0).output()).startsWith("transport loopback, round trip ");
        awaitCheckIns(2);
        assertThat(book().results(id)).hasSize(1);
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void answers_without_or_with_a_wrong_signature_are_not_believed() {
        var agent = bench.start(config());
        awaitCheckIns(2);
        server.knobs.unsigned = true;
        awaitCheckIns(3);
        Eventually.await("events wait", () -> agent.waiting() > 6);
        server.knobs.unsigned = false;
        server.knobs.wrongSignature = true;
        var waiting = agent.waiting();
        awaitCheckIns(3);
        assertThat(agent.waiting()).isGreaterThanOrEqualTo(waiting);
        server.knobs.wrongSignature = false;
        Eventually.await("all delivered", () -> agent.waiting() <= 25);
        everythingArrivedOnce();
    }

    @Test
    void a_captive_portal_changes_nothing() throws Exception {
        var agent = bench.start(config());
        awaitCheckIns(1);
        var identity = Files.readString(dir.resolve("identity.json"));
        server.knobs.captivePortal = true;
        Eventually.await("events wait", () -> agent.waiting() > 20);
        assertThat(Files.readString(dir.resolve("identity.json"))).isEqualTo(identity);
        server.knobs.captivePortal = false;
        awaitCheckIns(2);
        everythingArrivedOnce();
    }

    @Test
    void a_device_behind_a_captive_portal_does_not_enroll_with_it() {
        server.knobs.captivePortal = true;
        bench.start(config());
        Eventually.pause(300);
        assertThat(dir.resolve("identity.json")).doesNotExist();
        server.knobs.captivePortal = false;
        awaitCheckIns(1);
        assertThat(dir.resolve("identity.json")).exists();
    }

    @Test
    void a_wrong_clock_is_put_right_by_a_signed_answer_only() {
        bench.at(Clock.offset(Clock.systemUTC(), Duration.ofDays(-400))).start(config());
        awaitCheckIns(2);
        everythingArrivedOnce();
    }

    @Test
    void a_wrong_clock_is_not_put_right_by_an_unsigned_answer() {
        server.knobs.unsigned = true;
        bench.at(Clock.offset(Clock.systemUTC(), Duration.ofDays(-400))).start(config());
        Eventually.pause(1_000);
        assertThat(book().checkIns()).isEmpty();
    }

    @Test
    void a_disabled_device_waits_and_keeps_its_events() {
        bench.aloud();
        var agent = bench.start(config());
        awaitCheckIns(1);
        server.knobs.disabled = true;
        Eventually.await("events wait", () -> agent.waiting() > 30);
        var before = book().checkIns().size();
        assertThat(agent.logged().stream().map(LogEntry::line)).anyMatch(line -> line.contains("disabled"));
        assertThat(book().checkIns()).hasSize(before);
        assertThat(book().faults()).isEmpty();
    }

    @Test
    void check_ins_stand_in_while_the_socket_does_not_open_and_leave_when_it_does() {
        server.knobs.noSockets = true;
        var agent = bench.standingIn(Duration.ofMillis(300))
                .start(Bench.config(server.uri(), "edge-1", dir).over(LinkMode.SOCKET));
        awaitCheckIns(2);
        assertThat(agent.isConnected()).isTrue();
        server.knobs.noSockets = false;
        Eventually.await("the socket", () -> server.isConnected("edge-1"));
        Eventually.pause(300);
        var before = book().checkIns().size();
        Eventually.await("the socket delivers", () -> agent.waiting() <= 1);
        Eventually.pause(1_200);
        assertThat(book().checkIns()).hasSize(before);
        everythingArrivedOnce();
    }

    @Test
    void what_did_not_arrive_is_counted_on_the_transport_that_carried_it() {
        bench.start(config());
        awaitCheckIns(1);
        server.knobs.unavailable = true;
        Eventually.await("a failure", () -> !server.knobs.refusedAt.isEmpty());
        server.knobs.unavailable = false;
        Eventually.await(
                "a failure is told",
                () -> book().checkIns().stream()
                        .anyMatch(body -> body.path("transports")
                                        .path("loopback")
                                        .path("failed")
                                        .asLong()
                                > 0));
    }

    @Test
    void a_backlog_goes_in_pieces_that_keep_to_the_limits() {
        server.knobs.unavailable = true;
        var agent = bench.start(config().every(Duration.ofMillis(10)));
        Eventually.await("a backlog", () -> agent.waiting() > 230);
        server.knobs.unavailable = false;
        Eventually.await("it arrives", () -> book().highest() > 230);
        assertThat(book().checkIns()).allSatisfy(body -> {
            assertThat(body.path("events")).hasSizeLessThanOrEqualTo(200);
            assertThat(Json.writeBytes(body)).hasSizeLessThan(256 * 1024);
        });
        everythingArrivedOnce();
    }
}
