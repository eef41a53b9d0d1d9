package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What is done moves the figures, and what is refused does too. */
@Order(5)
class FiguresIT extends SystemTest {

    @Test
    void a_check_in_is_counted_with_what_it_brought_and_how_long_its_commit_took() {
        var device = WireDevice.enrolled(muster, "figures");
        var before = Figures.of(muster);
        var body = device.checkInBody();
        body.putArray("readings")
                .addObject()
                .put("ts", Json.time(Instant.now()))
                .putObject("values")
                .put("n", 1);
        body.putArray("events").add(device.logLine(1, "one")).add(device.logLine(2, "two"));
        device.checkIn(body).send().answer().expect(200);
        var after = Figures.of(muster);
        assertThat(grown(before, after, "muster_checkins_total{outcome=\"stored\"}"))
                .isPositive();
        assertThat(grown(before, after, "muster_readings_stored_total")).isPositive();
        assertThat(grown(before, after, "muster_events_stored_total")).isGreaterThanOrEqualTo(2);
        assertThat(grown(before, after, "muster_commit_seconds_count{door=\"checkin\"}"))
                .isPositive();
        assertThat(after.value("muster_commit_seconds_sum{door=\"checkin\"}")).isPositive();
        device.checkIn(Json.object().put("seq", 0)).send();
        assertThat(grown(after, Figures.of(muster), "muster_checkins_total{outcome=\"refused\"}"))
                .isPositive();
    }

    @Test
    void a_socket_is_measured_while_it_is_open_and_its_commits_are_timed() {
        var device = WireDevice.enrolled(muster, "figures");
        var before = Figures.of(muster);
        try (var socket = device.online()) {
            assertThat(Figures.of(muster).value("muster_device_sockets")).isPositive();
            socket.send(device.reading(Map.of("n", 1)));
            awaitAck(socket, 1);
        }
        assertThat(grown(before, Figures.of(muster), "muster_commit_seconds_count{door=\"socket\"}"))
                .isPositive();
        assertThat(Figures.of(muster).text()).contains("muster_device_inbox_messages ");
    }

    @Test
    void commands_are_counted_by_what_became_of_them_and_the_open_ones_measured() {
        var device = WireDevice.enrolled(muster, "figures");
        var id = UUID.randomUUID();
        var before = Figures.of(muster);
        queue(device, id);
        assertThat(Figures.of(muster).value("muster_commands_open{state=\"QUEUED\"}"))
                .isPositive();
        try (var socket = device.online()) {
            socket.next("command");
            awaitState(device, id, "SENT"); // a result that is faster than that step takes its place
            socket.send(device.result(id, true, "pong"));
            awaitState(device, id, "SUCCEEDED");
        }
        var after = Figures.of(muster);
        for (var state : new String[] {"QUEUED", "SENT", "SUCCEEDED"}) {
            assertThat(grown(before, after, "muster_commands_total{state=\"" + state + "\"}"))
                    .as(state)
                    .isPositive();
        }
        assertThat(after.text()).contains("muster_commands_open{state=\"RUNNING\"} ");
    }

    @Test
    void what_is_too_large_or_too_fast_or_too_much_is_counted_for_its_limit() {
        var device = WireDevice.enrolled(muster, "figures");
        var before = Figures.of(muster);
        assertThat(admin.post("/api/v1/enrollment-keys", Map.of("name", "x".repeat(300 * 1024)))
                        .status())
                .isEqualTo(413);
        device.checkIn(device.checkInBody().put("firmware", "x".repeat(300 * 1024)))
                .send();
        for (var i = 0; i < 60; i++) {
            device.checkIn(device.checkInBody()).send();
        }
        for (var i = 0; i < 101; i++) {
            admin.post(device.path("/commands"), Map.of("command", Map.of("type", "ping")));
        }
        var after = Figures.of(muster);
        for (var limit : new String[] {"body-bytes", "checkin-bytes", "device-rate", "commands-open"}) {
            assertThat(after.refusals(limit) - before.refusals(limit)).as(limit).isPositive();
        }
    }

    private static double grown(Figures before, Figures after, String series) {
        return after.value(series) - before.value(series);
    }
}
