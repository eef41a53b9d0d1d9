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
        assertThat(strangers.enter("a")).isPresent();
        assertThat(strangers.areMany("a")).isFalse();
        assertThat(strangers.enter("a")).isPresent();
        assertThat(strangers.areMany("a")).isTrue();
        assertThat(strangers.enter("a")).isEmpty();
    }

    @Test
    void another_address_is_not_concerned() {
        strangers.enter("a");
        strangers.enter("a");
        assertThat(strangers.areMany("b")).isFalse();
        assertThat(strangers.enter("b")).isPresent();
    }

    @Test
    void whoever_leaves_makes_room_for_one_however_often_it_says_so() {
        var first = strangers.enter("a").orElseThrow();
        strangers.enter("a");
        first.leave();
        first.leave();
        assertThat(strangers.enter("a")).isPresent();
        assertThat(strangers.enter("a")).isEmpty();
    }

    @Test
    void who_finds_no_place_is_counted_and_who_waits_is_measured() throws IOException {
        strangers.measure();
        strangers.enter("a");
        strangers.enter("a");
        strangers.enter("a");
        strangers.areMany("a");
        var out = new ByteArrayOutputStream();
        meters.write(out);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("muster_limit_refusals_total{limit=\"sockets-unauthenticated\"} 2.0\n")
                .contains("muster_sockets_unauthenticated 2.0\n");
    }
}
