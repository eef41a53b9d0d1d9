package dev.muster.registry.entity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceFactsTest {

    @Test
    void no_text_keeps_control_or_bidirectional_characters() {
        var attributes = Json.object().put("owner", "Ann\u202egpj\u0007").put("line", 3);
        var facts = new DeviceFacts(
                "Pump\u0000", List.of("no\u202erth", "wet", "wet"), attributes, null, "P\u2066", "n\u009b", null);
        assertThat(facts.label()).isEqualTo("Pump\ufffd");
        assertThat(facts.tags()).containsExactly("no\ufffdrth", "wet");
        assertThat(facts.attributes().toString()).isEqualTo("{\"owner\":\"Ann\ufffdgpj\ufffd\",\"line\":3}");
        assertThat(facts.model()).isEqualTo("P\ufffd");
        assertThat(facts.notes()).isEqualTo("n\ufffd");
        assertThat(new DeviceFacts(
                        facts.label(), facts.tags(), facts.attributes(), null, facts.model(), facts.notes(), null))
                .as("what is clean stays as it is")
                .isEqualTo(facts);
    }
}
