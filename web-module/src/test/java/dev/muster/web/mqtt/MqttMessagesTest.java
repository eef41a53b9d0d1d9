package dev.muster.web.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.muster.platform.Refusal;
import dev.muster.protocol.DeviceEvent;
import dev.muster.protocol.DeviceMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttMessagesTest {

    private static final String SCAN =
            "{\"type\":\"scan\",\"seq\":1,\"ts\":\"2026-01-01T00:00:00Z\",\"code\":\"4\",\"valid\":true}";

    @Test
    void an_event_a_batch_and_hello_are_read() {
        assertThat(read(SCAN)).isInstanceOf(DeviceEvent.Scan.class);
        assertThat(read("{\"type\":\"batch\",\"events\":[" + SCAN + "]}")).isInstanceOf(DeviceMessage.Batch.class);
        assertThat(read("{\"type\":\"hello\",\"firmware\":\"1\"}")).isInstanceOf(DeviceMessage.Hello.class);
    }

    @Test
    void what_is_json_but_no_message_is_refused_later_with_its_number() {
        var batch = (DeviceMessage.Batch) read("{\"type\":\"nonsense\",\"seq\":7}");
        assertThat(batch.events().get(0).path("seq").asLong()).isEqualTo(7);
        assertThat(read("null")).isInstanceOf(DeviceMessage.Batch.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nonsense", "{\"type\":\"scan\",\"seq\":1,\"seq\":2}x"})
    void what_is_no_json_is_refused(String text) {
        assertThat(code(text)).isEqualTo("bad-message");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"auth\",\"token\":\"x\"}",
                "{\"type\":\"command_ack\",\"id\":\"00000000-0000-7000-8000-000000000000\"}",
                "{\"type\":\"batch\",\"events\":[{\"type\":\"command_ack\",\"id\":\"00000000-0000-7000-8000-000000000000\"}]}"
            })
    void who_speaks_through_a_broker_says_nothing_of_commands(String text) {
        assertThat(code(text)).isEqualTo("unexpected");
    }

    @Test
    void a_message_has_as_many_bytes_as_on_a_socket() {
        var most = 64 * 1024 - SCAN.length();
        assertThat(read(SCAN + " ".repeat(most))).isInstanceOf(DeviceEvent.Scan.class);
        assertThat(code(SCAN + " ".repeat(most + 1))).isEqualTo("too-large");
    }

    private static DeviceMessage read(String text) {
        return MqttMessages.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String code(String text) {
        return catchThrowableOfType(Refusal.class, () -> read(text)).code();
    }
}
