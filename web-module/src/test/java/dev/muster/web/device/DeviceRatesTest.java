package dev.muster.web.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
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

    private String enrolled(String address) {
        return rates.enrolling(address, () -> "in");
    }
}
