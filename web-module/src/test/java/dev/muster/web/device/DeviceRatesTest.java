package dev.muster.web.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Enrollments;
import org.junit.jupiter.api.Test;

class DeviceRatesTest {

    private final DeviceRates rates = new DeviceRates(new Meters(), 1, 3);

    @Test
    void so_many_devices_enroll_from_one_address_at_once_and_no_more() {
        for (var i = 0; i < 3; i++) {
            assertThat(enrolled("192.0.2.1")).isEqualTo("in");
        }
        var refusal = catchThrowableOfType(Refusal.class, () -> enrolled("192.0.2.1"));
        assertThat(refusal.status() + " " + refusal.code()).isEqualTo("429 rate");
        assertThat(refusal.retryAfterSec()).isPositive();
        assertThat(enrolled("192.0.2.2")).as("from elsewhere").isEqualTo("in");
    }

    @Test
    void so_many_messages_of_one_device_come_over_MQTT_at_once_and_no_more() {
        for (var i = 0; i < 3; i++) {
            rates.takeOverMqtt("t", 1);
        }
        assertThat(catchThrowableOfType(Refusal.class, () -> rates.takeOverMqtt("t", 1))
                        .code())
                .isEqualTo("rate");
        rates.takeOverMqtt("t", 2);
    }

    @Test
    void who_is_refused_at_the_door_has_taken_nothing() {
        for (var i = 0; i < 10; i++) {
            assertThat(catchThrowableOfType(
                                    Refusal.class,
                                    () -> rates.enrolling("192.0.2.1", () -> {
                                        throw Refusal.of(401, "enrollment-key", "no such key");
                                    }))
                            .code())
                    .isEqualTo("enrollment-key");
        }
        assertThat(enrolled("192.0.2.1")).isEqualTo("in");
    }

    @Test
    void who_asks_for_an_id_that_is_taken_has_taken_one() {
        for (var i = 0; i < 3; i++) {
            assertThat(claimed("192.0.2.1")).isEqualTo("known-device");
        }
        assertThat(claimed("192.0.2.1")).isEqualTo("rate");
    }

    @Test
    void a_network_of_IPv6_is_one_address_for_those_that_enroll_and_those_that_are_new() {
        for (var i = 0; i < 3; i++) {
            assertThat(enrolled("2001:db8::" + i)).isEqualTo("in");
            rates.takeNew("2001:db8::" + i);
        }
        assertThat(claimed("2001:db8::99")).isEqualTo("rate");
        assertThat(enrolled("2001:db8:0:1::1")).as("the next network").isEqualTo("in");
        assertThat(catchThrowableOfType(Refusal.class, () -> rates.takeNew("2001:db8::99"))
                        .code())
                .isEqualTo("rate");
        rates.takeNew("2001:db8:0:1::1");
    }

    private String claimed(String address) {
        return catchThrowableOfType(
                        Refusal.class,
                        () -> rates.enrolling(address, () -> {
                            throw Enrollments.knownDevice();
                        }))
                .code();
    }

    private String enrolled(String address) {
        return rates.enrolling(address, () -> "in");
    }

    @Test
    void T_D04_what_is_refused_under_a_topic_is_bounded_and_what_is_taken_is_not() {
        var rates = new DeviceRates(new Meters(), 10, 1_000);
        for (var i = 0; i < 1_000; i++) {
            rates.takeTopic("good");
            rates.takeOverMqtt("good", 7);
        }
        assertThatThrownBy(() -> {
                    for (var i = 0; i < 1_000; i++) {
                        rates.takeTopic("bad");
                    }
                })
                .isInstanceOf(Refusal.class);
    }
}
