package dev.muster.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Refusal;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
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
}
