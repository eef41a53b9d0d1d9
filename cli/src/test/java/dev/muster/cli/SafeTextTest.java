package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void an_escape_sequence_is_shown_and_not_run() {
        assertThat(SafeText.line("\u001b]0;owned\u0007\u001b[2J")).isEqualTo("\\x1b]0;owned\\x07\\x1b[2J");
    }

    @Test
    void eight_bit_controls_are_shown_too() {
        assertThat(SafeText.line("\u009b31m\u007f")).isEqualTo("\\x9b31m\\x7f");
    }

    @Test
    void a_value_cannot_start_a_second_line() {
        assertThat(SafeText.line("pump\r\nok  root")).isEqualTo("pump\\r\\nok  root");
    }

    @Test
    void text_cannot_be_turned_around_or_hidden() {
        assertThat(SafeText.line("a\u202eb\u2066c\u200bd\u2028e")).isEqualTo("a\\u202eb\\u2066c\\u200bd\\u2028e");
        assertThat(SafeText.line("x\udb40\udc41y")).isEqualTo("x\\u{e0041}y");
        assertThat(SafeText.line("x\ud800y")).isEqualTo("x\\ud800y");
    }

    @Test
    void ordinary_text_of_any_script_is_left_alone() {
        assertThat(SafeText.line("Pumpe Süd 泵 ✓ é")).isEqualTo("Pumpe Süd 泵 ✓ é");
    }

    @Test
    void output_keeps_its_lines_but_cannot_overwrite_them() {
        assertThat(SafeText.block("a\r\nb\tc\rd")).isEqualTo("a\nb\tc\\rd");
    }

    @Test
    void json_means_the_same_and_holds_no_control_character() throws Exception {
        var value = Json.object().put("label", "\u001b[2J\u009b\u202e\u007f\udb40\udc41 ü");
        var safe = SafeText.json(value.toString());
        assertThat(safe.codePoints().allMatch(c -> c >= 0x20 && c < 0x7f || c == 'ü'))
                .isTrue();
        assertThat(Json.mapper().readTree(safe)).isEqualTo(value);
    }

    @Test
    void wide_characters_count_double_and_accents_not_at_all() {
        assertThat(SafeText.width("泵a")).isEqualTo(3);
        assertThat(SafeText.width("e\u0301")).isEqualTo(1);
        assertThat(SafeText.fit("泵泵泵", 4)).isEqualTo("泵…");
    }
}
