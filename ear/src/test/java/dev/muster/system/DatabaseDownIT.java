package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.protocol.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL stops at once, as {@code pg_ctl stop -m immediate} does it, or is killed, and comes back, while devices report
 * and an operator sends commands. {@code -Dmuster.stops=50} for the long run, {@code -Dmuster.seed} to repeat it.
 */
@Order(80)
class DatabaseDownIT extends SystemTest {

    private static final Duration BACK_WITHIN = Duration.ofSeconds(60);

    @Test
    void F05_the_server_says_so_and_goes_on_by_itself_when_the_database_is_back()
            throws IOException, InterruptedException {
        muster.data();
        var stops = Integer.getInteger("muster.stops", 2);
        var seed = Long.getLong("muster.seed", System.nanoTime());
        var random = new Random(seed);
        System.out.println("stops of the database, " + stops + " times, seed " + seed);
        var server = muster.serverPid();
        var work = new SteadyWork(muster, 3, seed);

        var downMs = new ArrayList<Long>();
        for (var stop = 1; stop <= stops; stop++) {
            work.awaitTalk();
            Eventually.pause(random.nextInt(2_000));
            downMs.add(stopAndAwaitBack(stop % 2 == 1 ? "-QUIT" : "-KILL"));
        }

        Collections.sort(downMs);
        work.end(Json.object()
                .put("test", "stop of the database")
                .put("stops", stops)
                .put("backAfterMsMedian", downMs.get(downMs.size() / 2))
                .put("backAfterMsMax", downMs.get(downMs.size() - 1)));
        assertThat(muster.serverPid()).as("without a restart of the server").isEqualTo(server);
    }

    /** Milliseconds until people are answered again. */
    private long stopAndAwaitBack(String signal) throws IOException {
        var postmaster = ProcessHandle.of(muster.postmasterPid());
        assumeTrue(postmaster.isPresent(), "the postmaster is not a process of this machine");
        var at = System.nanoTime();
        var killed = new ProcessBuilder(
                        "kill", signal, String.valueOf(postmaster.get().pid()))
                .start();
        assertThat(killed.onExit().join().exitValue()).isZero();
        postmaster.get().onExit().orTimeout(20, TimeUnit.SECONDS).join();

        var during = admin.get("/api/v1/devices");
        assertThat(during.status()).isIn(200, 503);
        if (during.status() == 503) {
            assertThat(during.header("Retry-After")).isPresent();
        }
        nobody.get("/health/live").expect(200);
        assertThat(Eventually.within(
                        BACK_WITHIN, () -> admin.get("/api/v1/devices").status() == 200 && muster.isReady()))
                .as("in service again within " + BACK_WITHIN)
                .isTrue();
        return (System.nanoTime() - at) / 1_000_000;
    }
}
