package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void a_moment_is_told_from_now() {
        assertThat(Times.relative(NOW, NOW)).isEqualTo("now");
        assertThat(Times.relative(NOW.minusSeconds(14), NOW)).isEqualTo("14 s ago");
        assertThat(Times.relative(NOW.minusSeconds(3_599), NOW)).isEqualTo("59 min ago");
        assertThat(Times.relative(NOW.minusSeconds(47 * 3_600), NOW)).isEqualTo("47 h ago");
        assertThat(Times.relative(NOW.plusSeconds(86_400 * 30), NOW)).isEqualTo("in 30 d");
    }

    @Test
    void spans_and_sizes_keep_two_figures() {
        assertThat(Times.span(59)).isEqualTo("59 s");
        assertThat(Times.span(93_784)).isEqualTo("1 d 2 h");
        assertThat(Times.took(Duration.ofMillis(12))).isEqualTo("12 ms");
        assertThat(Times.took(Duration.ofMillis(3_456))).isEqualTo("3.4 s");
        assertThat(Times.bytes(1_000)).isEqualTo("1000 B");
        assertThat(Times.bytes(181_200)).isEqualTo("176 KiB");
        assertThat(Times.bytes(1_500_000)).isEqualTo("1.4 MiB");
    }

    @Test
    void times_are_read_as_people_write_them() {
        assertThat(Times.parseSpan("15s")).isEqualTo(Duration.ofSeconds(15));
        assertThat(Times.parseSpan("2 h")).isEqualTo(Duration.ofHours(2));
        assertThat(Times.parseSpan("1w")).isEqualTo(Duration.ofDays(7));
        assertThat(Times.parseMoment("2h", NOW)).isEqualTo(NOW.minusSeconds(7_200));
        assertThat(Times.parseMoment("2026-11-19", NOW)).isEqualTo("2026-11-19T00:00:00Z");
        assertThat(Times.parseMoment("2026-11-19T10:00:00+02:00", NOW)).isEqualTo("2026-11-19T08:00:00Z");
    }

    @Test
    void a_span_without_a_unit_is_wrong_usage() {
        assertThatThrownBy(() -> Times.parseSpan("15"))
                .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exit()).isEqualTo(2))
                .hasMessageContaining("15s");
    }

    @Test
    void what_is_no_time_is_wrong_usage() {
        assertThatThrownBy(() -> Times.parseMoment("yesterday", NOW))
                .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.exit()).isEqualTo(2))
                .hasMessageContaining("\"yesterday\" is not a time");
    }
}
