package dev.muster.telemetry.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Role;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.telemetry.entity.LogEntry;
import dev.muster.telemetry.entity.ReadingEntry;
import dev.muster.telemetry.entity.SeriesQuery;
import dev.muster.telemetry.entity.Span;
import dev.muster.telemetry.entity.TimelineEntry;
import dev.muster.testbed.DeviceStream;
import dev.muster.testbed.Refused;
import dev.muster.testbed.ServerTest;
import dev.muster.testbed.Talk;
import dev.muster.testbed.World;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TelemetryIT extends ServerTest {

    private static final Span LATEST = new Span(null, null, 50);

    @Inject
    private Telemetry telemetry;

    @Inject
    private DeviceStream stream;

    private Instant start;
    private Caller viewer;
    private DoorRecord device;

    @BeforeEach
    void four_readings_ten_seconds_apart() {
        var org = world.org();
        device = world.device(world.person(org, Role.MANAGER));
        viewer = world.person(org, Role.VIEWER);
        start = Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(10));
        say(
                Talk.reading(1, start, 10),
                Talk.reading(2, start.plusSeconds(10), 20),
                Talk.reading(3, start.plusSeconds(20), 60),
                Talk.reading(4, start.plusSeconds(30), 30));
    }

    @Test
    void a_series_without_a_step_has_the_points_as_they_were_sent() {
        assertThat(values(null, null)).containsExactly(10, 20, 60, 30);
    }

    @Test
    void a_series_with_a_step_has_one_point_a_step_by_the_aggregate_asked_for() {
        assertThat(values(20, "avg")).containsExactly(15, 45);
        assertThat(values(20, "min")).containsExactly(10, 30);
        assertThat(values(20, "max")).containsExactly(20, 60);
        assertThat(values(20, "last")).containsExactly(20, 30);
        assertThat(values(20, "count")).containsExactly(2, 2);
    }

    @Test
    void a_key_without_numbers_gives_an_empty_series_in_its_place() {
        say("{\"type\":\"reading\",\"seq\":5,\"ts\":\"" + Instant.now()
                + "\",\"values\":{\"door\":\"open\",\"load\":1}}");
        var series = telemetry.series(
                viewer,
                device.deviceId(),
                new SeriesQuery(start, Instant.now().plusSeconds(5), List.of("door", "load", "none"), null, null));
        assertThat(series).extracting(each -> each.points().size()).containsExactly(0, 1, 0);
        assertThat(telemetry.numericKeys(viewer, device.deviceId())).containsExactly("load", "temperature");
    }

    @Test
    void readings_say_how_they_travelled_newest_first() {
        var readings = telemetry.readings(viewer, device.deviceId(), LATEST);
        assertThat(readings).extracting(ReadingEntry::ts).first().isEqualTo(start.plusSeconds(30));
        assertThat(readings.get(0).transport()).isEqualTo("wifi");
        assertThat(readings.get(0).rttMs()).isEqualTo(43);
        assertThat(telemetry.readings(viewer, device.deviceId(), new Span(start, start.plusSeconds(20), 50)))
                .hasSize(2);
        assertThat(telemetry.readings(viewer, device.deviceId(), new Span(null, null, 1)))
                .hasSize(1);
    }

    @Test
    void log_lines_and_events_are_read_back_apart_from_readings() {
        say(
                Talk.line(5, "first"),
                Talk.line(6, "second"),
                "{\"type\":\"alert\",\"seq\":7,\"ts\":\"" + Instant.now()
                        + "\",\"severity\":\"WARN\",\"code\":\"E1\",\"message\":\"hot\"}",
                "{\"type\":\"print\",\"seq\":8,\"ts\":\"" + Instant.now() + "\",\"job\":\"J7\"}");
        assertThat(telemetry.logs(viewer, device.deviceId(), LATEST))
                .extracting(LogEntry::line)
                .containsExactlyInAnyOrder("first", "second");
        var events = telemetry.events(viewer, device.deviceId(), null, LATEST);
        assertThat(events).extracting(TimelineEntry::type).containsExactlyInAnyOrder("alert", "print");
        var alerts = telemetry.events(viewer, device.deviceId(), "alert", LATEST);
        assertThat(alerts).singleElement().satisfies(alert -> {
            assertThat(alert.severity()).isEqualTo("WARN");
            assertThat(alert.seq()).isEqualTo(7);
            assertThat(alert.payload().path("message").asText()).isEqualTo("hot");
            assertThat(alert.payload().has("type")).isFalse();
        });
        var print = telemetry.events(viewer, device.deviceId(), "print", LATEST).get(0);
        assertThat(print.payload().path("job").asText()).isEqualTo("J7");
    }

    @Test
    void a_log_line_that_comes_again_under_another_number_is_stored_once() {
        var at = start.plusMillis(123);
        say(line(5, at, "WARN", "hot"));
        say(line(6, at, "WARN", "hot"), line(7, at, "WARN", "hot"), line(8, at, "ERROR", "hot"));
        say(line(9, at.plusMillis(1), "WARN", "hot"), line(10, at, "WARN", "hotter"));

        assertThat(telemetry.logs(viewer, device.deviceId(), LATEST))
                .extracting(LogEntry::seq)
                .containsExactlyInAnyOrder(5L, 8L, 9L, 10L);
    }

    private static String line(long seq, Instant at, String level, String text) {
        return "{\"type\":\"log_line\",\"seq\":%d,\"ts\":\"%s\",\"level\":\"%s\",\"line\":\"%s\"}"
                .formatted(seq, at, level, text);
    }

    @Test
    void T_R01_what_another_orgs_device_said_does_not_exist() {
        var stranger = world.person(Role.ADMIN);
        var id = device.deviceId();
        assertThat(Refused.with(() -> telemetry.readings(stranger, id, LATEST))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> telemetry.logs(stranger, id, LATEST))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> telemetry.events(stranger, id, null, LATEST)))
                .isEqualTo("404 not-found");
        assertThat(Refused.with(() -> telemetry.numericKeys(stranger, id))).isEqualTo("404 not-found");
        assertThat(Refused.with(() -> telemetry.series(stranger, id, query(null, null))))
                .isEqualTo("404 not-found");
    }

    @Test
    void more_than_500_at_once_are_refused() {
        assertThat(Refused.with(() -> new Span(null, null, 501))).isEqualTo("422 invalid");
        assertThat(Refused.with(() -> new Span(null, null, 0))).isEqualTo("422 invalid");
    }

    private double[] values(Integer step, String aggregate) {
        return telemetry.series(viewer, device.deviceId(), query(step, aggregate)).get(0).points().stream()
                .mapToDouble(point -> point[1])
                .toArray();
    }

    private SeriesQuery query(Integer step, String aggregate) {
        return new SeriesQuery(start, start.plusSeconds(40), List.of("temperature"), step, aggregate);
    }

    private void say(String... messages) {
        stream.accept(World.pass(device), Stream.of(messages).map(Talk::message).toList());
    }
}
