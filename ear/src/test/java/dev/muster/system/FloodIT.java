package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What one device or one stranger can hold of the server: little, and not what others need. */
@Order(6)
class FloodIT extends SystemTest {

    private static final int LOGINS = 300;

    @Test
    void a_device_that_says_more_than_can_be_stored_is_told_when_to_come_back_and_others_are_served() {
        var flooding = WireDevice.enrolled(muster, "flood");
        var other = WireDevice.enrolled(muster, "flood");
        var before = refusedMessages();
        try (var flood = flooding.online();
                var quiet = other.online()) {
            for (var i = 0; i < 400 && !flood.isClosed(); i++) {
                flood.trySend(batchOf200(flooding));
            }
            quiet.send(other.reading(Map.of("n", 1)));

            awaitAck(quiet, 1);

            // whoever goes on sending into a closed connection may have it break before they read why: a code of 0
            var close = flood.awaitClose(WITHIN);
            assertThat(close.code()).isIn(4429, 0);
            assertThat(close.reason()).contains(close.code() == 0 ? "" : "retryAfterMs");
            assertThat(refusedMessages()).as("the server said so").isGreaterThan(before);
        }
    }

    private double refusedMessages() {
        var figures = Figures.of(muster);
        return figures.refusals("device-inbox") + figures.refusals("device-socket-rate");
    }

    @Test
    void T_W03_a_frame_that_never_ends_is_given_up() {
        try (var socket = RawWebSocket.open(WireDevice.enrolled(muster, "flood"))) {
            socket.beginFrame(16L * 1024 * 1024, 400 * 1024);
            assertThat(socket.isGivenUpWithin(WITHIN)).isTrue();
        }
    }

    @Test
    void T_W03_a_message_of_fragments_that_never_ends_is_given_up() {
        try (var socket = RawWebSocket.open(WireDevice.enrolled(muster, "flood"))) {
            socket.beginMessage(16 * 1024);
            for (var i = 0; i < 8; i++) {
                socket.continueMessage(16 * 1024);
            }
            assertThat(socket.isGivenUpWithin(WITHIN)).isTrue();
        }
    }

    @Test
    void T_P09_of_a_storm_of_logins_most_are_refused_early_and_others_are_served_meanwhile() {
        var threads = Executors.newFixedThreadPool(LOGINS);
        try {
            var storm = IntStream.range(0, LOGINS)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> login(i), threads))
                    .toList();
            do {
                admin.get("/api/v1/auth/me").expect(200);
            } while (!storm.stream().allMatch(CompletableFuture::isDone));
            var logins = storm.stream().map(CompletableFuture::join).toList();
            var refused = logins.stream()
                    .filter(login -> login.answer().status() == 503)
                    .sorted(Comparator.comparing(Login::took))
                    .toList();

            assertThat(logins)
                    .allSatisfy(login -> assertThat(login.answer().status()).isIn(401, 503));
            assertThat(refused).hasSizeGreaterThan(LOGINS / 2).allSatisfy(login -> {
                assertThat(login.answer().code()).isEqualTo("busy");
                assertThat(login.answer().header("Retry-After")).isPresent();
            });
            System.out.printf(
                    "storm of %d logins: %d refused, a quarter of them within %d ms%n",
                    LOGINS,
                    refused.size(),
                    refused.get(refused.size() / 4).took().toMillis());
        } finally {
            threads.shutdownNow();
        }
        muster.signIn().get("/api/v1/auth/me").expect(200);
    }

    @Test
    void T_D03_old_captured_check_ins_use_nothing_of_what_the_device_may_send() {
        var device = WireDevice.enrolled(muster, "flood");
        var captured =
                device.checkIn(device.checkInBody()).created(Instant.now().getEpochSecond() - 400);
        var replays = new ArrayList<CompletableFuture<SignedCall.Reply>>();
        for (var i = 0; i < 120; i++) {
            replays.add(CompletableFuture.supplyAsync(captured::send));
        }
        assertThat(replays)
                .allSatisfy(replay -> assertThat(replay.join().code()).isEqualTo("clock-skew"));
        device.checkIn(device.checkInBody()).send().answer().expect(200);
    }

    @Test
    void T_D03_an_old_captured_check_in_is_refused_before_its_body_is_read() {
        var device = WireDevice.enrolled(muster, "flood");
        var captured =
                device.checkIn(device.checkInBody()).created(Instant.now().getEpochSecond() - 400);
        assertThat(RawHttp.head(muster.base(), captured.head())).startsWith("HTTP/1.1 401");
    }

    private record Login(Answer answer, Duration took) {}

    private Login login(int i) {
        var began = System.nanoTime();
        var answer = nobody.post(
                "/api/v1/auth/login", Map.of("email", "storm-" + i + "@system.test", "password", "not the password"));
        return new Login(answer, Duration.ofNanos(System.nanoTime() - began));
    }

    private static String batchOf200(WireDevice device) {
        var batch = Json.object().put("type", "batch");
        var events = batch.putArray("events");
        for (var i = 0; i < 200; i++) {
            events.add(device.logLine(device.nextSeq(), "x".repeat(180)));
        }
        return batch.toString();
    }
}
