package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** PostgreSQL stops at once, as {@code pg_ctl stop -m immediate} does it, and comes back. */
@Order(80)
class DatabaseDownIT extends SystemTest {

    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    @Test
    void F05_the_server_says_so_and_goes_on_by_itself_when_the_database_is_back() throws IOException {
        muster.data();
        var server = muster.serverPid();
        var steady = new SteadyDevice(WireDevice.enrolled(muster, "steady"));
        awaitAcknowledged(steady, 5);
        var postmaster = muster.postmasterPid();
        var before = ProcessHandle.of(postmaster);
        assumeTrue(before.isPresent(), "the postmaster is not a process of this machine");

        var stopped = new ProcessBuilder("kill", "-QUIT", String.valueOf(postmaster)).start();
        assertThat(stopped.onExit().join().exitValue()).isZero();
        before.get()
                .onExit()
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .join();
        var down = System.nanoTime();
        var during = admin.get("/api/v1/devices");
        var live = nobody.get("/health/live");

        assertThat(during.status()).isIn(200, 503);
        if (during.status() == 503) {
            assertThat(during.header("Retry-After")).isPresent();
        }
        assertThat(live.status()).isEqualTo(200);
        var back = Eventually.within(
                BACK_WITHIN, () -> admin.get("/api/v1/devices").status() == 200 && muster.isReady());
        System.out.printf(
                "database down: first answer %d, in service again after %.1f s%n",
                during.status(), (System.nanoTime() - down) / 1e9);
        assertThat(back).as("in service again within 30 s").isTrue();
        assertThat(muster.serverPid()).as("without a restart of the server").isEqualTo(server);
        assertThatNothingIsLost(steady);
    }

    private static void awaitAcknowledged(SteadyDevice steady, long event) {
        Eventually.value("event " + event, BACK_WITHIN, steady::acknowledged, seen -> seen >= event);
    }

    private void assertThatNothingIsLost(SteadyDevice steady) {
        awaitAcknowledged(steady, steady.acknowledged() + 5);
        steady.produceNoMore();
        assertThat(Eventually.within(Duration.ofSeconds(30), steady::isDrained))
                .as("all acknowledged")
                .isTrue();
        try {
            steady.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var points = admin.get(steady.device.path("/telemetry?keys=n"))
                .expect(200)
                .data()
                .path("series")
                .path(0)
                .path("points");
        assertThat(points).hasSize((int) steady.produced());
        assertThat(steady.surprises).isEmpty();
        admin.post(steady.device.path("/commands"), Map.of("command", Map.of("type", "ping")))
                .expect(200);
    }
}
