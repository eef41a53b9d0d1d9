package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} of the server at random moments while devices report and operators send commands; afterwards what the
 * server has is compared with what it promised. {@code -Dmuster.kills=50} for the long run ({@code
 * -Dmuster.kill.minutes} ends it earlier), {@code -Dmuster.seed} to repeat the same moments.
 */
@Order(90)
class KillServerIT extends SystemTest {

    private static final Duration READY_WITHIN = Duration.ofSeconds(Integer.getInteger("muster.ready.seconds", 180));
    private static final Duration KILLS_WITHIN = Duration.ofMinutes(Integer.getInteger("muster.kill.minutes", 24 * 60));

    @Test
    void F01_F02_a_killed_server_loses_nothing_it_promised_and_does_nothing_twice() throws InterruptedException {
        muster.data();
        var kills = Integer.getInteger("muster.kills", 3);
        var seed = Long.getLong("muster.seed", System.nanoTime());
        var random = new Random(seed);
        System.out.println("kill -9 of the server, " + kills + " times, seed " + seed);
        var end = Instant.now().plus(KILLS_WITHIN);
        var work = new SteadyWork(muster, 4, seed);

        var readyAfterMs = new ArrayList<Long>();
        for (var kill = 1; kill <= kills && Instant.now().isBefore(end); kill++) {
            Eventually.pause(500 + random.nextInt(4_000));
            readyAfterMs.add(killAndAwaitReady(kill, seed));
        }

        Collections.sort(readyAfterMs);
        work.end(Json.object()
                .put("test", "kill -9 of the server")
                .put("kills", readyAfterMs.size())
                .put("readyAfterMsMedian", readyAfterMs.get(readyAfterMs.size() / 2))
                .put("readyAfterMsMax", readyAfterMs.get(readyAfterMs.size() - 1)));
        assertThat(Collections.max(readyAfterMs))
                .as("ready again, seed " + seed)
                .isLessThan(READY_WITHIN.toMillis());
    }

    /** Milliseconds from the kill until the server says that it is ready. */
    private long killAndAwaitReady(int kill, long seed) {
        var pid = muster.serverPid();
        var process = ProcessHandle.of(pid).orElseThrow();
        var at = System.nanoTime();
        process.destroyForcibly();
        process.onExit().join();
        if (!Eventually.within(Duration.ofSeconds(240), () -> muster.isReady() && muster.serverPid() != pid)) {
            throw new AssertionError("not ready 240 s after kill " + kill + ", seed " + seed);
        }
        return (System.nanoTime() - at) / 1_000_000;
    }
}
