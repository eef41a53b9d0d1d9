package dev.muster.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = 5 * SECOND;
    private final Pace pace = new Pace(now);

    /** How many leave in that time, when as many as may leave. */
    private int in(long nanos) {
        var sent = 0;
        for (var end = now + nanos; now < end; ) {
            var wait = pace.take(now);
            sent += wait == 0 ? 1 : 0;
            now += wait;
        }
        return sent;
    }

    @Test
    void a_burst_leaves_at_once_and_the_rest_at_the_rate() {
        assertThat(in(SECOND)).isBetween(Pace.BURST + 99, Pace.BURST + 101);
        assertThat(in(10 * SECOND)).isBetween(990, 1_010);
    }

    @Test
    void a_pause_brings_the_burst_back_and_no_more() {
        in(SECOND);
        now += 100 * SECOND;
        assertThat(in(SECOND)).isBetween(Pace.BURST + 99, Pace.BURST + 101);
    }

    @Test
    void what_was_too_much_goes_half_as_fast_until_it_is_proved_that_more_is_taken() {
        in(SECOND);
        pace.tooMuch(now);
        assertThat(in(SECOND)).isBetween(48, 51);
        for (var i = 0; i < 20; i++) {
            pace.tooMuch(now);
        }
        assertThat(in(10 * SECOND)).isBetween(9, 11);
        in(8_000 * SECOND);
        assertThat(in(SECOND)).isBetween(99, 101);
    }
}
