package dev.muster.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Refusal;
import jakarta.transaction.SystemException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import javax.transaction.xa.XAException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void a_body_that_does_not_come_is_the_clients_matter() {
        var late = new RuntimeException(new IOException(new TimeoutException()));
        assertThat(Failures.refusal(late, "r").status()).isEqualTo(408);
        assertThat(Failures.refusal(new RuntimeException(new TimeoutException()), "r")
                        .status())
                .isEqualTo(500);
    }

    @Test
    void the_refusal_behind_a_failure_is_what_is_said() {
        var refused = Refusal.of(409, "taken", "it is taken");
        assertThat(Failures.refusal(new RuntimeException(refused), "r")).isSameAs(refused);
    }

    @Test
    void F06_a_commit_that_nobody_knows_the_end_of_is_to_be_tried_again() {
        var cut = new SystemException();
        cut.initCause(new XAException("an I/O error occurred while sending to the backend"));
        assertThat(Failures.refusal(new RuntimeException("unable to complete", cut), "r")
                        .status())
                .isEqualTo(503);
    }
}
