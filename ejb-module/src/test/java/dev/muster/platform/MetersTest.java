package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final Meters meters = new Meters();

    @Test
    void every_limit_has_a_series_before_it_ever_turned_anybody_away() throws IOException {
        for (var limit : Limit.values()) {
            assertThat(text()).contains("muster_limit_refusals_total{limit=\"" + limit.label() + "\"} 0.0\n");
        }
    }

    @Test
    void a_refusal_counts_for_its_limit_only() throws IOException {
        meters.refused(Limit.DEVICE_RATE);
        meters.refused(Limit.DEVICE_RATE, 2);
        assertThat(text())
                .contains("muster_limit_refusals_total{limit=\"device-rate\"} 3.0\n")
                .contains("muster_limit_refusals_total{limit=\"commands-open\"} 0.0\n");
    }

    @Test
    void a_commit_falls_into_the_buckets_above_it_in_seconds() throws IOException {
        meters.committed("checkin", 7_000_000);
        assertThat(text())
                .contains("muster_commit_seconds_bucket{door=\"checkin\",le=\"0.005\"} 0\n")
                .contains("muster_commit_seconds_bucket{door=\"checkin\",le=\"0.01\"} 1\n")
                .contains("muster_commit_seconds_bucket{door=\"checkin\",le=\"+Inf\"} 1\n")
                .contains("muster_commit_seconds_sum{door=\"checkin\"} 0.007\n");
    }

    @Test
    void a_gauge_is_asked_at_each_reading() throws IOException {
        var now = new int[] {1};
        meters.gauge("muster_sockets", "Open sockets", () -> now[0]);
        assertThat(text()).contains("muster_sockets 1.0\n");
        now[0] = 2;
        assertThat(text()).contains("muster_sockets 2.0\n");
    }

    @Test
    void a_gauge_that_fails_is_left_out_and_the_rest_is_there() throws IOException {
        meters.gauge("muster_broken", "Fails", () -> {
            throw new IllegalStateException("the database is away");
        });
        meters.gauges("muster_open", "By state", "state", () -> Map.of("QUEUED", 4));
        assertThat(text()).doesNotContain("muster_broken ").contains("muster_open{state=\"QUEUED\"} 4.0\n");
    }

    @Test
    void a_label_cannot_break_out_of_its_line() throws IOException {
        meters.add(Count.HTTP_ANSWERS, 1, "a\"b\nc");
        assertThat(text()).contains("status=\"a\\\"b\\nc\"");
    }

    private String text() throws IOException {
        var out = new ByteArrayOutputStream();
        meters.write(out);
        return out.toString(StandardCharsets.UTF_8);
    }
}
