package dev.muster.registry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.identity.entity.InstallationPrepared;
import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.testbed.ServerTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device is not late for the time in which no node was there to hear it. */
class UptimeIT extends ServerTest {

    @Inject
    private Uptime uptime;

    @Inject
    private Devices devices;

    private Caller manager;
    private String device;

    @BeforeEach
    void a_device_that_spoke_five_seconds_before_the_last_beat() {
        manager = world.person(Role.MANAGER);
        device = world.device(manager).deviceId();
        world.change("delete from outage");
        world.change(
                "update device_channel set last_contact_at = now() - interval '605 seconds', cadence_sec = 2"
                        + " where device = (select id from device where device_id = ?)",
                device);
    }

    @AfterEach
    void forget() {
        world.change("delete from outage");
        world.change("delete from node_beat where node = 'another'");
        uptime.beat();
        world.change("delete from outage");
    }

    @Test
    void it_is_silent_while_the_node_was_up() {
        uptime.beat();
        assertThat(statuses()).containsOnly("silent");
    }

    @Test
    void after_a_night_without_a_node_it_is_not_silent() {
        lastBeat("600 seconds");
        uptime.begin(new InstallationPrepared(1L));
        assertThat(statuses()).containsOnly("reporting");

        world.change("update outage set ended_at = now() - interval '60 seconds'");
        assertThat(statuses()).as("a minute later it has not come back").containsOnly("silent");
    }

    @Test
    void beats_that_were_missed_are_an_outage_and_a_quick_restart_is_one() {
        lastBeat("600 seconds");
        uptime.beat();
        assertThat(statuses()).as("the database was away").containsOnly("reporting");

        world.change("delete from outage");
        lastBeat("3 seconds");
        uptime.beat();
        assertThat(outages()).as("a beat in time").isZero();
        lastBeat("3 seconds");
        uptime.begin(new InstallationPrepared(1L));
        assertThat(outages()).as("a restart").isEqualTo(1);
    }

    @Test
    void outages_of_two_quick_restarts_do_not_count_twice() {
        world.change("insert into outage values (now() - interval '40 seconds', now() + interval '20 seconds')");
        lastBeat("5 seconds");
        uptime.begin(new InstallationPrepared(1L));

        var lost = uptime.outages(Instant.EPOCH).stream()
                .mapToLong(each -> Duration.between(each.from(), each.to()).toSeconds())
                .sum();
        assertThat(lost).as("40 s until now and 30 s to return").isBetween(69L, 72L);
    }

    @Test
    void while_another_node_is_up_a_start_is_no_outage() {
        world.change("insert into node_beat values ('another', now() - interval '4 seconds')");
        world.change("update node_beat set beat_at = now() - interval '600 seconds' where node <> 'another'");
        uptime.begin(new InstallationPrepared(1L));
        assertThat(outages()).isZero();
        assertThat(statuses()).containsOnly("silent");
    }

    private void lastBeat(String ago) {
        world.change("update node_beat set beat_at = now() - ?::interval", ago);
    }

    private long outages() {
        return world.number("select count(*) from outage");
    }

    /** What the list and the device itself say: one rule, in SQL and in Java. */
    private List<String> statuses() {
        var listed = devices.list(manager, new DeviceQuery(null, null, List.of(), 0, 10))
                .items()
                .get(0)
                .status();
        return List.of(listed, devices.detail(manager, device).liveness().status());
    }
}
