package dev.muster.cli.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.muster.protocol.DeviceMessage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SocketsTest {

    @Test
    void everything_a_device_can_say_is_said() {
        assertThat(Stream.of(DeviceMessage.class
                                .getAnnotation(JsonSubTypes.class)
                                .value())
                        .map(JsonSubTypes.Type::name)
                        .collect(Collectors.toSet()))
                .isEqualTo(Sockets.SAID_BY_DEVICES);
    }
}
