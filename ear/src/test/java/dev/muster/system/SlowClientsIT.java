package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.protocol.Json;
import dev.muster.system.SlowClients.Kind;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * F19: what slow clients cost honest ones, at the server alone and at HAProxy in front of it. Prints figures and fails by no
 * time, only where an honest request is not answered. {@code -Dmuster.slow=1500} for those of {@code docs/benchmarks.md}.
 */
@Order(75)
class SlowClientsIT extends SystemTest {

    private static final int EACH = Integer.getInteger("muster.slow", 150) / Kind.values().length;
    /** Half of the server's threads for requests: so many bodies that do not come it has to bear alone. */
    private static final int BODIES_BORNE_ALONE = 100;

    private static final int REQUESTS = 210;
    private static final long PAUSE_MS = 50;
    private static final int PATIENCE_MS = 30_000;
    private static final int LOST_UNTIL_GIVEN_UP = 3;
    private static final int DEVICES = 15;

    @Test
    void the_server_alone_answers_beside_slow_heads_and_silence_and_beside_a_hundred_slow_bodies() {
        var honest = new Honest(muster);
        honest.ask();
        honest.ask().print("alone", "none", 0, 0);
        for (var kind : Kind.values()) {
            try (var slow =
                    SlowClients.of(muster.base().getPort(), muster.base().getPort(), EACH, kind)) {
                var answers = honest.ask();
                answers.print("alone", kind.name(), EACH, slow.closed());
                if (kind != Kind.BODY || EACH <= BODIES_BORNE_ALONE) {
                    assertThat(answers.lost).as("beside " + kind).isEmpty();
                }
            }
            assertThat(Eventually.within(
                            Duration.ofMinutes(3),
                            () -> nobody.get("/health/live").status() == 200))
                    .as("answers again once they are gone")
                    .isTrue();
        }
    }

    @Test
    void behind_the_proxy_it_answers_beside_all_three_kinds_at_once() {
        var https = RunningMuster.freePort();
        var proxied = RunningMuster.beside(
                Map.of("PATH", pathWithHaproxy(), "MUSTER_HTTPS_PORT", String.valueOf(https)), "--proxy");
        var honest = new Honest(proxied);
        honest.ask();
        honest.ask().print("proxy", "none", 0, 0);
        try (var slow = SlowClients.of(proxied.base().getPort(), https, EACH, Kind.values())) {
            var answers = honest.ask();
            answers.print("proxy", Arrays.toString(Kind.values()), EACH * Kind.values().length, slow.closed());
            assertThat(answers.lost).isEmpty();
        }
    }

    /** The PATH, with where Debian puts HAProxy; the test is skipped, aloud, where it is nowhere. */
    private static String pathWithHaproxy() {
        var path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin";
        var found = Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "haproxy")));
        if (!found) {
            System.out.println("SlowClientsIT is skipped behind the proxy: haproxy is not installed");
        }
        assumeTrue(found, "haproxy is not installed");
        return path;
    }

    /** An honest client: a new connection that asks for little, a device that checks in, a person who opens a page. */
    private static final class Honest {
        private final RunningMuster muster;
        private final List<WireDevice> devices;
        private int turn;

        Honest(RunningMuster muster) {
            this.muster = muster;
            this.devices = IntStream.range(0, DEVICES)
                    .mapToObj(i -> WireDevice.enrolled(muster, "honest"))
                    .toList();
        }

        Answers ask() {
            var answers = new Answers();
            for (var i = 0; i < REQUESTS && answers.lost.size() < LOST_UNTIL_GIVEN_UP; i++) {
                switch (i % 3) {
                    case 0 -> answers.time("live", this::live);
                    case 1 -> answers.time("check-in", this::checkIn);
                    default -> answers.time("page", this::page);
                }
                Eventually.pause(PAUSE_MS);
            }
            return answers;
        }

        private boolean live() {
            try (var socket = new Socket("127.0.0.1", muster.base().getPort())) {
                socket.setSoTimeout(PATIENCE_MS);
                var request = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .startsWith("HTTP/1.1 200 ");
            } catch (IOException e) {
                return false;
            }
        }

        private boolean checkIn() {
            var device = devices.get(turn++ % DEVICES);
            var reply = device.checkIn(device.checkInBody()).send();
            return reply.status() == 200 && reply.isSignedBack();
        }

        private boolean page() {
            return muster.anonymous().get("/login").status() == 200;
        }
    }

    /** How long each took that was answered, in microseconds, and which were not. */
    private static final class Answers {
        private final List<Long> micros = new ArrayList<>();
        private final List<String> lost = new ArrayList<>();

        void time(String what, BooleanSupplier request) {
            var began = System.nanoTime();
            if (request.getAsBoolean()) {
                micros.add((System.nanoTime() - began) / 1_000);
            } else {
                lost.add(what);
            }
        }

        void print(String where, String kind, int clients, int closed) {
            Collections.sort(micros);
            System.out.println(Json.object()
                    .put("measure", "slow clients")
                    .put("where", where)
                    .put("kind", kind)
                    .put("clients", clients)
                    .put("closedByServer", closed)
                    .put("answered", micros.size())
                    .put("lost", lost.size())
                    .put("p50Ms", at(0.50))
                    .put("p99Ms", at(0.99))
                    .put("maxMs", at(1.0)));
        }

        private double at(double quantile) {
            return micros.isEmpty() ? -1 : micros.get((int) Math.ceil(quantile * micros.size()) - 1) / 1_000.0;
        }
    }
}
