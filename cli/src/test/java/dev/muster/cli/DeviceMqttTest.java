package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceMqttTest {

    private static final String TOPIC = "\"topic\":\"muster/acme/pump-7/events\"}";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/devices/pump-7/mqtt", "{\"allowed\":false," + TOPIC)
            .on("PUT /api/v1/devices/pump-7/mqtt", "{\"allowed\":true," + TOPIC);

    @AfterEach
    void stop() {
        server.close();
    }

    private Person person() {
        return new Person(home).at(server);
    }

    @Test
    void it_is_shown() {
        assertThat(person().types("device", "mqtt", "pump-7").out()).isEqualTo("No broker may speak for pump-7.\n");
    }

    @Test
    void it_is_allowed_and_the_topic_is_told() {
        var result = person().types("device", "mqtt", "pump-7", "allow");
        assertThat(result.out()).isEqualTo("A broker may speak for pump-7, under muster/acme/pump-7/events.\n");
        assertThat(server.only().body()).isEqualTo("{\"allowed\":true}");
    }

    @Test
    void another_word_changes_nothing() {
        assertThat(person().types("device", "mqtt", "pump-7", "maybe").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }
}
