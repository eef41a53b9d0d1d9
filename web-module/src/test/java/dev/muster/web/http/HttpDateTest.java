package dev.muster.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HttpDateTest {

    @Test
    void is_written_as_headers_write_it() {
        assertThat(HttpDate.of(Instant.parse("1994-11-06T08:49:37Z"))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void the_next_second_is_another_text() {
        HttpDate.of(Instant.parse("2026-11-30T02:00:00.999Z"));
        assertThat(HttpDate.of(Instant.parse("2026-11-30T02:00:01Z"))).isEqualTo("Mon, 30 Nov 2026 02:00:01 GMT");
        assertThat(HttpDate.of(Instant.parse("2026-11-30T02:00:00Z"))).isEqualTo("Mon, 30 Nov 2026 02:00:00 GMT");
    }
}
