package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceFramesTest {

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on("GET /api/v1/devices/pump-7/frames", "{\"required\":false}")
            .on("PUT /api/v1/devices/pump-7/frames", "{\"required\":true}");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person person() {
        return new Person(home).at(server);
    }

    @Test
    void it_is_shown() {
        assertThat(person().types("device", "frames", "pump-7").out()).isEqualTo("Frames are optional for pump-7.\n");
    }

    @Test
    void it_is_said() {
        var result = person().types("device", "frames", "pump-7", "required");
        assertThat(result.out()).isEqualTo("Frames are required of pump-7.\n");
        assertThat(server.only().body()).isEqualTo("{\"required\":true}");
    }

    @Test
    void another_word_changes_nothing() {
        var result = person().types("device", "frames", "pump-7", "maybe");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }
}
