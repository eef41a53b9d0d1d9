package dev.muster.registry.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LivenessTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void a_device_that_never_spoke_is_none_of_reporting_late_and_silent() {
        var liveness = Liveness.of(DeviceState.ACTIVE, false, null, null, List.of(), null, null, NOW);
        assertThat(liveness.status()).isEqualTo("never");
        assertThat(liveness.reporting() || liveness.late() || liveness.silent()).isFalse();
    }

    @Test
    void without_a_cadence_ten_seconds_are_reporting_and_thirty_late() {
        assertThat(after(10, null).status()).isEqualTo("reporting");
        assertThat(after(10.1, null).status()).isEqualTo("late");
        assertThat(after(30, null).status()).isEqualTo("late");
        assertThat(after(30.1, null).status()).isEqualTo("silent");
    }

    @Test
    void a_device_is_measured_by_its_own_cadence() {
        assertThat(after(120, 60.0).status()).isEqualTo("reporting");
        assertThat(after(121, 60.0).status()).isEqualTo("late");
        assertThat(after(300, 60.0).status()).isEqualTo("late");
        assertThat(after(301, 60.0).status()).isEqualTo("silent");
    }

    @Test
    void a_fast_device_is_not_late_at_once() {
        assertThat(after(9, 0.5).status()).isEqualTo("reporting");
        assertThat(after(29, 0.5).status()).isEqualTo("late");
    }

    @Test
    void exactly_one_of_the_three_facts_holds_for_a_device_that_spoke() {
        for (var seconds : new double[] {0, 9.9, 10, 10.1, 29.9, 30.1, 4_000}) {
            var liveness = after(seconds, null);
            var facts = (liveness.reporting() ? 1 : 0) + (liveness.late() ? 1 : 0) + (liveness.silent() ? 1 : 0);
            assertThat(facts).as("%s s", seconds).isEqualTo(1);
        }
    }

    @Test
    void an_open_socket_is_a_fact_of_its_own() {
        var liveness =
                Liveness.of(DeviceState.ACTIVE, false, NOW.minusSeconds(900), 1.0, List.of(), "node-1", NOW, NOW);
        assertThat(liveness.socketOpen()).isTrue();
        assertThat(liveness.silent()).isTrue();
    }

    @Test
    void a_disabled_device_says_so_and_keeps_its_facts() {
        var liveness = Liveness.of(DeviceState.DISABLED, false, NOW.minusSeconds(1), 1.0, List.of(), null, null, NOW);
        assertThat(liveness.status()).isEqualTo("disabled");
        assertThat(liveness.reporting()).isTrue();
    }

    @Test
    void a_device_out_of_service_is_none_of_the_living_and_one_that_waits_says_so() {
        for (var state : List.of(DeviceState.EJECTED, DeviceState.RETIRED)) {
            assertThat(Liveness.of(state, false, NOW.minusSeconds(9_000), 1.0, List.of(), null, null, NOW)
                            .status())
                    .isEqualTo("out");
        }
        assertThat(Liveness.of(DeviceState.EJECTED, true, null, null, List.of(), null, null, NOW)
                        .status())
                .isEqualTo("waiting");
    }

    @Test
    void a_contact_from_a_clock_ahead_of_ours_is_reporting() {
        var liveness = Liveness.of(DeviceState.ACTIVE, false, NOW.plusSeconds(2), null, List.of(), null, null, NOW);
        assertThat(liveness.status()).isEqualTo("reporting");
    }

    @Test
    void time_in_which_no_node_was_up_does_not_count() {
        var contact = NOW.minusSeconds(3_605);
        var night = new Outage(NOW.minusSeconds(3_600), NOW.minusSeconds(3));
        assertThat(of(contact, 2.0, night).status()).isEqualTo("reporting");
        assertThat(of(contact, 2.0, new Outage(night.from(), NOW.plusSeconds(20)))
                        .status())
                .as("an outage that devices may still come back from")
                .isEqualTo("reporting");
        assertThat(of(contact, 2.0, new Outage(night.from(), NOW.minusSeconds(40)))
                        .status())
                .as("silent since somebody was there again")
                .isEqualTo("silent");
        assertThat(of(night.from().minusSeconds(60), 2.0, night).status())
                .as("silent before already")
                .isEqualTo("silent");
        assertThat(of(NOW.minusSeconds(2), 2.0, night).status())
                .as("spoke since")
                .isEqualTo("reporting");
        assertThat(of(contact, 2.0, new Outage(contact.minusSeconds(900), contact.minusSeconds(20)))
                        .status())
                .as("an outage before the last contact")
                .isEqualTo("silent");
    }

    private static Liveness of(Instant contact, Double cadence, Outage... outages) {
        return Liveness.of(DeviceState.ACTIVE, false, contact, cadence, List.of(outages), null, null, NOW);
    }

    private static Liveness after(double seconds, Double cadence) {
        var contact = NOW.minus(Duration.ofMillis(Math.round(seconds * 1_000)));
        return Liveness.of(DeviceState.ACTIVE, false, contact, cadence, List.of(), null, null, NOW);
    }
}
