package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disabled, ejected and retired devices at each door: refused with their state, and nothing is written. */
@Order(3)
class ClosedDevicesIT extends SystemTest {

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "ejected", "retired"})
    void a_check_in_is_refused_in_a_signed_answer_and_nothing_is_stored(String state) {
        var device = closed(state);
        var body = device.checkInBody();
        body.putArray("readings")
                .addObject()
                .put("ts", Json.time(Instant.now()))
                .putObject("values")
                .put("n", 1);
        var reply = device.checkIn(body).send();
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.code()).isEqualTo("device-" + state);
        assertThat(reply.isSignedBack()).isTrue();
        assertThatNothingWasStored(device);
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "ejected", "retired"})
    void its_state_is_told_to_nobody_who_cannot_sign(String state) {
        var device = closed(state);
        var reply =
                device.checkIn(device.checkInBody()).withSecret(new byte[32]).send();
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.code()).isEqualTo("signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "ejected", "retired"})
    void an_open_socket_is_closed_within_five_seconds_and_a_new_one_at_once(String state) {
        var device = WireDevice.enrolled(muster, "closed");
        try (var socket = device.online()) {
            move(device, state);
            var close = socket.awaitClose(WITHIN);
            assertThat(close.code()).isEqualTo(4403);
            assertThat(close.reason()).isEqualTo("device-" + state);
        }
        try (var again = device.connect()) {
            assertThat(again.awaitClose(WITHIN).code()).isEqualTo(4403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "ejected", "retired"})
    void no_new_credential_is_given_neither_for_the_old_one_nor_for_an_enrollment_key(String state) {
        var device = closed(state);
        var renewal = new SignedCall(device, "POST", device.path("/token"), null).send();
        assertThat(renewal.status()).isEqualTo(403);
        assertThat(renewal.code()).isEqualTo("device-" + state);
        assertThat(renewal.isSignedBack()).isTrue();
        var enrollment =
                nobody.with("X-Enrollment-Key", muster.enrollmentKey()).call("POST", device.path("/token"), null);
        assertThat(enrollment.status()).isEqualTo(403);
        assertThat(enrollment.code()).isEqualTo("known-device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disabled", "ejected"})
    void whoever_is_restored_comes_in_again_at_every_door(String state) {
        var device = closed(state);
        move(device, "active");
        device.checkIn(device.checkInBody()).send().answer().expect(200);
        try (var socket = device.online()) {
            socket.send(device.reading(Map.of("n", 1)));
            awaitAck(socket, 1);
        }
        assertThat(readings(device)).isEqualTo(1);
    }

    private WireDevice closed(String state) {
        var device = WireDevice.enrolled(muster, "closed");
        move(device, state);
        return device;
    }
}
