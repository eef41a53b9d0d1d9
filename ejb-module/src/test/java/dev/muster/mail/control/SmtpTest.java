package dev.muster.mail.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SmtpTest {

    @Test
    void what_is_no_address_of_a_mail_server_is_refused_without_its_password() {
        for (var wrong :
                new String[] {"mail.example", "http://u:secret@mail", "smtp://u:sec ret@mail", "smtp:", "smtps://"}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> new Smtp(wrong, "muster@example.org"))
                    .withMessageContaining("MUSTER_SMTP_URL")
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("sec"));
        }
    }

    @Test
    void the_sender_is_an_address() {
        assertThatIllegalStateException()
                .isThrownBy(() -> new Smtp("smtp://127.0.0.1:25", "nobody"))
                .withMessageContaining("MUSTER_MAIL_FROM");
        assertThat(new Smtp("smtp://127.0.0.1:25", "muster@example.org").isConfigured())
                .isTrue();
    }
}
