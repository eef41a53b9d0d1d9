package dev.muster.cli.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TimingTest {

    private final Random random = new Random(4711);
    private final Timing timing = new Timing();
    private final Findings findings = new Findings();
    private final Probe probe = new Probe(
            "ids in paths",
            new Outsider("admin of A", call -> call, List.of(), null, Outsider.all(), null),
            new Operation("GET", "/api/v1/sites/{id}", List.of(), null),
            Call.get("/a"),
            Call.get("/b"),
            Set.of(),
            Set.of(),
            true);

    @Test
    void a_large_difference_that_stays_is_found() {
        ask(9_000_000, 40);
        timing.judge(findings, again -> ask(9_000_000, 1));
        assertThat(findings.all()).singleElement().matches(found -> found.what().contains("another time"));
    }

    @Test
    void one_that_is_gone_when_measured_anew_is_none_and_neither_is_noise() {
        ask(9_000_000, 40);
        timing.judge(findings, again -> ask(0, 1));
        assertThat(findings.all()).isEmpty();
        ask(300_000, 40);
        timing.judge(findings, again -> ask(300_000, 1));
        assertThat(findings.all()).isEmpty();
    }

    private void ask(long moreNanos, int times) {
        for (var i = 0; i < times; i++) {
            timing.add(probe, 2_000_000 + random.nextInt(1_000_000) + moreNanos, 2_000_000 + random.nextInt(1_000_000));
        }
    }
}
