package dev.muster.telemetry.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventTimesTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void a_plausible_time_stays() {
        var lastMonth = NOW.minus(Duration.ofDays(30));
        assertThat(EventTimes.plausible(lastMonth, NOW)).isEqualTo(lastMonth);
    }

    @Test
    void a_clock_a_little_ahead_is_believed() {
        var ahead = NOW.plus(EventTimes.AHEAD);
        assertThat(EventTimes.plausible(ahead, NOW)).isEqualTo(ahead);
    }

    @Test
    void a_time_from_the_future_becomes_the_time_of_receipt() {
        assertThat(EventTimes.plausible(NOW.plus(EventTimes.AHEAD).plusMillis(1), NOW))
                .isEqualTo(NOW);
        assertThat(EventTimes.plausible(Instant.parse("2038-01-19T03:14:08Z"), NOW))
                .isEqualTo(NOW);
        assertThat(EventTimes.plausible(Instant.MAX, NOW)).isEqualTo(NOW);
    }

    @Test
    void a_device_that_believes_it_is_1970_is_not_believed() {
        assertThat(EventTimes.plausible(Instant.EPOCH, NOW)).isEqualTo(NOW);
        assertThat(EventTimes.plausible(Instant.MIN, NOW)).isEqualTo(NOW);
    }

    @Test
    void no_time_becomes_the_time_of_receipt() {
        assertThat(EventTimes.plausible(null, NOW)).isEqualTo(NOW);
    }
}
