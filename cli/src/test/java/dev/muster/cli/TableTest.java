package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    private static Table table() {
        return new Table()
                .tinted("STATUS")
                .column("ID")
                .flexible("LABEL", 6)
                .optional("ORG")
                .row("reporting", "pump-7", "The pump behind the hall", "default")
                .row("silent", "泵-8", "", "default");
    }

    @Test
    void columns_are_as_wide_as_their_content() {
        assertThat(table().render(0, false))
                .containsExactly(
                        "STATUS     ID      LABEL                     ORG",
                        "reporting  pump-7  The pump behind the hall  default",
                        "silent     泵-8    -                         default");
    }

    @Test
    void a_narrow_terminal_cuts_the_flexible_column_first() {
        assertThat(table().render(40, false))
                .containsExactly(
                        "STATUS     ID      LABEL         ORG",
                        "reporting  pump-7  The pump be…  default",
                        "silent     泵-8    -             default")
                .allMatch(line -> SafeText.width(line) <= 40);
    }

    @Test
    void a_narrower_one_loses_the_optional_column() {
        assertThat(table().render(28, false))
                .containsExactly("STATUS     ID      LABEL", "reporting  pump-7  The p…", "silent     泵-8    -");
    }

    @Test
    void only_what_is_wrong_or_well_is_coloured() {
        assertThat(table().render(0, true).get(1)).startsWith("\u001b[32mreporting\u001b[0m  pump-7");
        assertThat(table().render(0, true).get(2)).startsWith("\u001b[31msilent\u001b[0m     泵-8");
    }

    @Test
    void a_cell_cannot_forge_a_row_or_a_colour() {
        var lines = new Table().column("ID").row("x\nreporting\u001b[31m").render(0, true);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).isEqualTo("x\\nreporting\\x1b[31m");
    }

    @Test
    void a_row_has_a_cell_for_each_column() {
        assertThatThrownBy(() -> new Table().column("ID").row("a", "b")).isInstanceOf(IllegalArgumentException.class);
    }
}
