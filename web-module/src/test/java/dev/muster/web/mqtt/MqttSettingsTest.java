package dev.muster.web.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttSettingsTest {

    @Test
    void it_is_off_unless_a_broker_is_named() {
        assertThat(new MqttSettings(null, null, null).isOn()).isFalse();
    }

    @Test
    void ports_are_the_usual_ones_unless_told(@TempDir Path folder) throws IOException {
        var secret = Files.writeString(folder.resolve("password"), "geheim\n");
        var broker = new MqttSettings("mqtts://broker.example", "muster", secret.toString()).broker();
        assertThat(broker).hasToString("mqtts://broker.example:8883");
        assertThat(broker.password()).asString().isEqualTo("geheim");
        assertThat(new MqttSettings("mqtt://127.0.0.1:1884", null, null).broker())
                .hasToString("mqtt://127.0.0.1:1884");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mqtt://broker.example", "http://127.0.0.1", "broker.example:1883", "mqtts://", "mqtts:// x"})
    void clear_text_leaves_this_machine_for_nobody_and_nonsense_is_named(String url) {
        assertThatThrownBy(() -> new MqttSettings(url, null, null).broker())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("MUSTER_MQTT_URL");
    }
}
