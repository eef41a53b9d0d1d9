package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class LettersTest {

    private static final Instant UNTIL = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void links_begin_with_the_public_address_and_hide_their_secret_from_servers() {
        var letters = new Letters("https://muster.example/portal/");
        assertThat(letters.invitation("a@b", "Plant", "Ann", "T0", UNTIL).text())
                .contains("https://muster.example/portal/invitation#T0\n", "until 20 November 2026, 12:00 UTC:");
        assertThat(letters.reset("a@b", "T1", UNTIL).text()).contains("https://muster.example/portal/reset#T1\n");
    }

    @Test
    void a_name_adds_no_header_and_no_line() {
        var letter = new Letters("https://m").invitation("a@b", "X\r\nBcc: c@d", "Ann\nEvil: 1", "T", UNTIL);
        assertThat(letter.subject()).isEqualTo("Invitation to X Bcc: c@d at Muster");
        assertThat(letter.text()).doesNotContain("\nBcc", "\nEvil");
    }

    @Test
    void what_is_no_web_address_is_refused() {
        for (var wrong : new String[] {"muster.example", "ftp://x", "/portal"}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new Letters(wrong))
                    .withMessageContaining("MUSTER_PUBLIC_URL");
        }
    }
}
