package dev.muster.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonColumnTest {

    @Test
    void nul_becomes_the_replacement_character_wherever_it_stands() throws Exception {
        assertThat(text("a\0b")).isEqualTo("a\uFFFDb");
        assertThat(text("\0\0")).isEqualTo("\uFFFD\uFFFD");
        assertThat(JsonColumn.of(Map.of("k\0", List.of("\0")))).isEqualTo("{\"k\\ufffd\":[\"\\ufffd\"]}");
    }

    @Test
    void a_backslash_before_the_letters_u0000_stays_what_it_is() throws Exception {
        assertThat(text("\\u0000")).isEqualTo("\\u0000");
        assertThat(text("\\\\u0000")).isEqualTo("\\\\u0000");
        assertThat(text("\\\0")).isEqualTo("\\\uFFFD");
    }

    private static String text(String value) throws Exception {
        return Json.read(JsonColumn.of(value), String.class);
    }
}
