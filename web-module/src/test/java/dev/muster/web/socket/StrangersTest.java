package dev.muster.web.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Meters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StrangersTest {

    private final Meters meters = new Meters();
    private final Strangers strangers = new Strangers(meters, 2);

    @Test
    void from_one_address_there_are_at_most_as_many_as_may_be() {
        assertThat(strangers.enter("192.0.2.1")).isPresent();
        assertThat(strangers.areMany("192.0.2.1")).isFalse();
        assertThat(strangers.enter("192.0.2.1")).isPresent();
        assertThat(strangers.areMany("192.0.2.1")).isTrue();
        assertThat(strangers.enter("192.0.2.1")).isEmpty();
    }

    @Test
    void another_address_is_not_concerned() {
        strangers.enter("192.0.2.1");
        strangers.enter("192.0.2.1");
        assertThat(strangers.areMany("192.0.2.2")).isFalse();
        assertThat(strangers.enter("192.0.2.2")).isPresent();
    }

    @Test
    void whoever_leaves_makes_room_for_one_however_often_it_says_so() {
        var first = strangers.enter("192.0.2.1").orElseThrow();
        strangers.enter("192.0.2.1");
        first.leave();
        first.leave();
        assertThat(strangers.enter("192.0.2.1")).isPresent();
        assertThat(strangers.enter("192.0.2.1")).isEmpty();
    }

    @Test
    void who_finds_no_place_is_counted_and_who_waits_is_measured() throws IOException {
        strangers.measure();
        strangers.enter("192.0.2.1");
        strangers.enter("192.0.2.1");
        strangers.enter("192.0.2.1");
        strangers.areMany("192.0.2.1");
        var out = new ByteArrayOutputStream();
        meters.write(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("muster_limit_refusals_total{limit=\"sockets-unauthenticated\"} 2.0\n")
                .contains("muster_sockets_unauthenticated 2.0\n");
    }
}
