package dev.muster.identity.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GuessSubjectsTest {

    @Test
    void a_stranger_counts_for_the_person_from_elsewhere_and_for_the_address() {
        assertThat(GuessSubjects.of(7L, "192.0.2.7", List.of("192.0.2.8")))
                .containsExactly("person:7@elsewhere", "address:192.0.2.7");
    }

    @Test
    void where_the_person_has_signed_in_from_only_the_two_together_count() {
        assertThat(GuessSubjects.of(7L, "192.0.2.7", List.of("198.51.100.1", "192.0.2.7")))
                .containsExactly("person:7@192.0.2.7");
    }

    @Test
    void nobody_counts_for_the_address_alone() {
        assertThat(GuessSubjects.of(null, "192.0.2.7", List.of())).containsExactly("address:192.0.2.7");
    }

    @Test
    void of_ipv6_the_network_counts_because_its_other_half_is_free_to_choose() {
        var here = GuessSubjects.of(null, "2001:db8:0:1::1", List.of());
        assertThat(GuessSubjects.of(null, "2001:db8:0:1:ffff::9", List.of())).isEqualTo(here);
        assertThat(GuessSubjects.of(null, "2001:db8:0:2::1", List.of())).isNotEqualTo(here);
        assertThat(GuessSubjects.of(7L, "2001:db8:0:1::1", List.of("2001:db8:0:1:a:b:c:d")))
                .hasSize(1);
    }

    @Test
    void loopback_is_nobodys_address_however_often_somebody_signed_in_from_it() {
        for (var loopback : List.of("127.0.0.1", "127.1.2.3", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1")) {
            assertThat(GuessSubjects.of(7L, loopback, List.of(loopback)))
                    .as(loopback)
                    .containsExactly("person:7@elsewhere");
            assertThat(GuessSubjects.of(null, loopback, List.of()))
                    .allSatisfy(
                            subject -> assertThat(GuessSubjects.delays(subject)).isFalse());
        }
        assertThat(GuessSubjects.of(7L, null, List.of())).containsExactly("person:7@elsewhere");
    }
}
