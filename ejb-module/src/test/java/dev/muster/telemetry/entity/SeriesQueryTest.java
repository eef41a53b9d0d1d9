package dev.muster.telemetry.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SeriesQueryTest {

    private static final Instant TO = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant FROM = TO.minus(Duration.ofHours(1));

    @Test
    void the_average_is_what_one_gets_without_asking() {
        assertThat(new SeriesQuery(FROM, TO, List.of("t"), 60, null).aggregate())
                .isEqualTo("avg(v)");
    }

    @Test
    void a_span_that_ends_before_it_begins_is_refused() {
        refused("?from", () -> new SeriesQuery(TO, FROM, List.of("t"), null, null));
        refused("?from", () -> new SeriesQuery(TO, TO, List.of("t"), null, null));
    }

    @Test
    void between_1_and_16_keys_are_asked_for() {
        assertThat(new SeriesQuery(FROM, TO, Collections.nCopies(16, "t"), null, null).keys())
                .hasSize(16);
        refused("?keys", () -> new SeriesQuery(FROM, TO, List.of(), null, null));
        refused("?keys", () -> new SeriesQuery(FROM, TO, Collections.nCopies(17, "t"), null, null));
    }

    @Test
    void a_step_that_would_give_too_many_points_is_refused() {
        var days = TO.minus(Duration.ofSeconds(SeriesQuery.MAX_POINTS));
        assertThat(new SeriesQuery(days, TO, List.of("t"), 1, null).stepSec()).isEqualTo(1);
        refused("?step", () -> new SeriesQuery(days.minusSeconds(1), TO, List.of("t"), 1, null));
        refused("?step", () -> new SeriesQuery(FROM, TO, List.of("t"), 0, null));
        refused("?step", () -> new SeriesQuery(FROM, TO, List.of("t"), -5, null));
    }

    @Test
    void an_aggregate_is_one_of_five_words_and_never_sql() {
        refused("?agg", () -> new SeriesQuery(FROM, TO, List.of("t"), 60, "sum(v)); drop table reading; --"));
    }

    private static void refused(String pointer, ThrowingCallable query) {
        assertThatThrownBy(query)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.errors().get(0).pointer()).isEqualTo(pointer));
    }
}
