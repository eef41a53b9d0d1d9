package dev.muster.checkin.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.checkin.entity.BrokerShare;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.checkin.entity.CheckInShare;
import dev.muster.checkin.entity.SocketShare;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DeviceState;
import dev.muster.registry.entity.ReplayWindow;
import dev.muster.registry.entity.Standing;
import dev.muster.testbed.Refused;
import dev.muster.testbed.Talk;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is refused, in which order, and what of a share is new. */
class AcceptedTest {

    private static final DevicePass PASS = new DevicePass(7, "pump-7", 1L, 1, "192.0.2.7");
    private static final String READING = "{\"ts\":\"2026-01-01T00:00:00Z\",\"values\":{\"t\":1}}";

    private DeviceState state = DeviceState.ACTIVE;
    private boolean credentialCurrent = true;
    private long checkInSeq = 4;
    private ReplayWindow nonces = new ReplayWindow(50, new byte[0]);
    private boolean framesRequired;
    private boolean firstUse;
    private boolean mqtt = true;

    @Test
    void a_check_in_that_is_wrong_in_every_way_is_told_of_one_thing_after_the_other() {
        credentialCurrent = false;
        state = DeviceState.DISABLED;
        framesRequired = true;
        var old = checkIn("no json", 50, Instant.now().minusSeconds(3_600));
        assertThat(refusal(old)).isEqualTo("401 signature");
        credentialCurrent = true;
        assertThat(refusal(old)).isEqualTo("403 device-disabled");
        state = DeviceState.ACTIVE;
        assertThat(refusal(old)).isEqualTo("401 clock-skew");
        var repeated = checkIn("no json", 50, Instant.now());
        assertThat(refusal(repeated)).isEqualTo("401 replay");
        var plain = checkIn("no json", 51, Instant.now());
        assertThat(refusal(plain)).isEqualTo("400 frame-required");
        framesRequired = false;
        assertThat(refusal(plain)).isEqualTo("422 bad-checkin");
    }

    @Test
    void a_device_that_has_left_the_org_is_refused() {
        assertThat(Refused.with(() -> Accepted.of(0, checkIn("{\"seq\":5}", 51, Instant.now()), null)))
                .isEqualTo("401 signature");
        assertThat(Refused.with(() -> Accepted.of(0, socket(), null))).isEqualTo("401 revoked");
    }

    @Test
    void messages_of_a_socket_are_refused_in_the_same_order() {
        credentialCurrent = false;
        state = DeviceState.DISABLED;
        framesRequired = true;
        assertThat(Refused.with(() -> Accepted.of(0, socket(), standing()))).isEqualTo("401 revoked");
        credentialCurrent = true;
        assertThat(Refused.with(() -> Accepted.of(0, socket(), standing()))).isEqualTo("403 device-disabled");
        state = DeviceState.ACTIVE;
        assertThat(Refused.with(() -> Accepted.of(0, socket(), standing()))).isEqualTo("400 frame-required");
    }

    @Test
    void a_check_in_brings_its_readings_and_moves_the_nonces() {
        var accepted =
                Accepted.of(3, checkIn("{\"seq\":5,\"readings\":[" + READING + ",7]}", 51, Instant.now()), standing());
        assertThat(accepted.place()).isEqualTo(3);
        assertThat(accepted.isCheckIn()).isTrue();
        assertThat(accepted.nonces().high()).isEqualTo(51);
        assertThat(accepted.brought().events()).hasSize(1).allMatch(DeviceEvent.Reading.class::isInstance);
        assertThat(accepted.brought().lost()).hasSize(1);
    }

    @Test
    void a_repeat_brings_no_reading_and_uses_its_nonce_up() {
        checkInSeq = 5;
        var accepted =
                Accepted.of(0, checkIn("{\"seq\":5,\"readings\":[" + READING + "]}", 51, Instant.now()), standing());
        assertThat(accepted.brought().events()).isEmpty();
        assertThat(accepted.nonces().high()).isEqualTo(51);
    }

    @Test
    void messages_of_a_socket_bring_what_is_above_the_last_event_and_use_no_nonce() {
        var accepted = Accepted.of(0, socket(Talk.line(10, "known"), Talk.line(11, "new")), standing());
        assertThat(accepted.brought().events()).extracting(DeviceEvent::seq).containsExactly(11L);
        assertThat(accepted.nonces()).isNull();
        assertThat(accepted.isCheckIn()).isFalse();
    }

    @Test
    void a_broker_is_refused_like_a_socket_and_where_it_may_not_speak_for_the_device() {
        credentialCurrent = false;
        mqtt = false;
        framesRequired = true;
        state = DeviceState.DISABLED;
        assertThat(Refused.with(() -> Accepted.of(0, broker(), standing()))).isEqualTo("401 revoked");
        credentialCurrent = true;
        assertThat(Refused.with(() -> Accepted.of(0, broker(), standing()))).isEqualTo("403 device-disabled");
        state = DeviceState.ACTIVE;
        assertThat(Refused.with(() -> Accepted.of(0, broker(), standing()))).isEqualTo("403 mqtt-off");
        mqtt = true;
        assertThat(Refused.with(() -> Accepted.of(0, broker(), standing()))).isEqualTo("400 frame-required");
    }

    @Test
    void what_a_broker_says_uses_no_secret() {
        firstUse = true;
        var accepted = Accepted.of(0, broker(Talk.line(10, "known"), Talk.line(11, "new")), standing());
        assertThat(accepted.firstUse()).isFalse();
        assertThat(accepted.brought().events()).extracting(DeviceEvent::seq).containsExactly(11L);
        assertThat(Accepted.of(0, socket(), standing()).firstUse()).isTrue();
    }

    private String refusal(CheckInShare share) {
        return Refused.with(() -> Accepted.of(0, share, standing()));
    }

    private Standing standing() {
        return new Standing(state, credentialCurrent, firstUse, 10, checkInSeq, nonces, framesRequired, mqtt);
    }

    private static CheckInShare checkIn(String body, long nonce, Instant created) {
        var signature = RequestSignature.sign(
                "POST",
                "/api/v1/device/checkin",
                null,
                null,
                created.getEpochSecond(),
                nonce,
                PASS.deviceId(),
                new byte[32]);
        return CheckInReader.share(PASS, signature, CheckInBody.plain(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static BrokerShare broker(String... messages) {
        return new BrokerShare(PASS, Stream.of(messages).map(Talk::message).toList(), 100);
    }

    private static SocketShare socket(String... messages) {
        return new SocketShare(
                PASS, List.of(messages).stream().map(Talk::message).toList(), false, 100);
    }
}
