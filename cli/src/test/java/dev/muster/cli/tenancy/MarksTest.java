package dev.muster.cli.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarksTest {

    private final Marks marks = new Marks();

    @Test
    void a_word_and_an_id_are_found_in_any_text_with_what_they_stood_in() {
        var word = marks.word(Zone.REST, "a label");
        var id = "01a1fac8-e75a-79d1-a1ab-f44fe93a7076";
        marks.id(Zone.REST, id, "the id of a site");
        var sim = marks.number(Zone.REST, "a SIM");
        assertThat(marks.in("…" + word.toUpperCase() + "…", Outsider.all())).contains("a label " + word);
        assertThat(marks.in("{\"id\":\"" + id + "\"}", Outsider.all())).contains("the id of a site " + id);
        assertThat(marks.in(sim, Outsider.all())).contains("a SIM " + sim);
        assertThat(marks.in("nothing of 01a1fac8-e75a-79d1-a1ab-f44fe93a7077", Outsider.all()))
                .isEmpty();
    }

    @Test
    void what_is_not_hidden_is_no_finding() {
        var word = marks.word(Zone.FLEET_ONE, "a label");
        assertThat(marks.in(word, EnumSet.of(Zone.REST))).isEmpty();
        assertThat(marks.in(word, EnumSet.of(Zone.REST, Zone.FLEET_ONE))).isPresent();
    }

    @Test
    void an_echo_tells_nothing_and_what_stands_beside_it_does() {
        var said = marks.word(Zone.REST, "an id");
        var leak = marks.word(Zone.REST, "a label");
        var left = Marks.without("no device " + said + ", it is called " + leak, List.of(said));
        assertThat(marks.in(left, Outsider.all())).contains("a label " + leak);
        assertThat(marks.in(Marks.without("no device " + said, List.of(said)), Outsider.all()))
                .isEmpty();
    }
}
