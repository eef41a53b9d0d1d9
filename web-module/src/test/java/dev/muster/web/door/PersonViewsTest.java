package dev.muster.web.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Meters;
import dev.muster.web.testing.Fake;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PersonViewsTest {

    private final PersonViews views = new PersonViews(new Meters(), 3);
    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();
    private final List<String> ended = new ArrayList<>();

    @Test
    void of_one_person_the_session_used_longest_ago_goes_and_of_others_none() {
        views.used(session("bob's"), bob);
        var first = session("first");
        views.used(first, ann);
        views.used(session("second"), ann);
        views.used(session("third"), ann);
        views.used(first, ann);
        views.used(session("fourth"), ann);
        assertThat(ended).containsExactly("second");
        assertThat(views.size()).isEqualTo(4);
    }

    @Test
    void a_session_that_ended_or_is_somebody_elses_now_counts_no_more() {
        var mine = session("mine");
        views.used(mine, ann);
        views.used(mine, bob);
        var left = session("left");
        views.used(left, ann);
        views.closed(left.getSession(false));
        assertThat(views.size()).isEqualTo(1);
        for (var name : List.of("a", "b", "c")) {
            views.used(session(name), ann);
        }
        assertThat(ended).isEmpty();
    }

    @Test
    void a_request_without_a_session_opens_none() {
        views.used(
                Fake.of(HttpServletRequest.class, Map.of("getSession", (Function<Object[], Object>) none -> null)),
                ann);
        assertThat(views.size()).isZero();
    }

    /** A request in a session of its own. */
    private HttpServletRequest session(String name) {
        var attributes = new HashMap<String, Object>();
        var known = new HashMap<String, Object>();
        var session = Fake.of(HttpSession.class, known);
        known.put("setAttribute", (Function<Object[], Object>) pair -> attributes.put((String) pair[0], pair[1]));
        known.put("getAttribute", (Function<Object[], Object>) key -> attributes.get((String) key[0]));
        known.put("invalidate", (Function<Object[], Object>) none -> {
            views.closed(session);
            return ended.add(name);
        });
        return Fake.of(HttpServletRequest.class, Map.of("getSession", session));
    }
}
