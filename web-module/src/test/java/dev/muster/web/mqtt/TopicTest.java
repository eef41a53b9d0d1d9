package dev.muster.web.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTest {

    @Test
    void it_names_an_org_and_a_device() {
        assertThat(Topic.of("muster/acme-2/pump.7:a/events")).isEqualTo(new Topic("acme-2", "pump.7:a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "muster/acme/events",
                "muster/acme/pump-7/events/more",
                "muster/acme/pump-7/commands",
                "other/acme/pump-7/events",
                "muster//pump-7/events",
                "muster/ACME/pump-7/events",
                "muster/acme/pump 7/events",
                "muster/acme/pump-7/events\n"
            })
    void another_form_is_refused(String name) {
        assertThat(catchThrowableOfType(Refusal.class, () -> Topic.of(name)).code())
                .isEqualTo("topic");
    }
}
