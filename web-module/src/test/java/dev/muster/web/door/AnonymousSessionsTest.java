package dev.muster.web.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Caller;
import dev.muster.platform.Meters;
import dev.muster.platform.Role;
import dev.muster.web.testing.Fake;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnonymousSessionsTest {

    private int lifeSec = 3_600;
    private final Map<String, Object> request = new HashMap<>(Map.of(
            "getMethod", "GET",
            "getRequestURI", "/login",
            "getContextPath", "",
            "getRemoteAddr", "192.0.2.1"));
    private final Map<String, Object> attributes = new HashMap<>();
    private final HttpSession session = Fake.of(
            HttpSession.class,
            Map.of(
                    "getMaxInactiveInterval",
                    (Function<Object[], Object>) none -> lifeSec,
                    "setMaxInactiveInterval",
                    (Function<Object[], Object>) seconds -> {
                        lifeSec = (int) seconds[0];
                        return null;
                    },
                    "setAttribute",
                    (Function<Object[], Object>) pair -> attributes.put((String) pair[0], pair[1]),
                    "removeAttribute",
                    (Function<Object[], Object>) name -> attributes.remove(name[0]),
                    "getAttribute",
                    (Function<Object[], Object>) name -> attributes.get(name[0])));

    private final StrangerViews views =
            new StrangerViews(Fake.of(HttpServletRequest.class, request), new Meters(), 10, 10);

    private final PersonViews people = new PersonViews(new Meters(), 10);

    @BeforeEach
    void a_session_is_made_for_a_stranger() {
        new AnonymousSessions(views, people).sessionCreated(new HttpSessionEvent(session));
        request.put("getSession", session);
    }

    @Test
    void a_strangers_session_ends_after_five_minutes_of_silence() {
        assertThat(lifeSec).isEqualTo(300);
        assertThat(AnonymousSessions.class).as("the container is told of it").hasAnnotation(WebListener.class);
    }

    @Test
    void a_request_of_a_signed_in_person_makes_it_last() throws Exception {
        signIn();
        pass();
        assertThat(lifeSec).isEqualTo(3_600);
    }

    @Test
    void a_request_of_a_stranger_does_not() throws Exception {
        pass();
        assertThat(lifeSec).isEqualTo(300);
    }

    @Test
    void no_session_is_made_for_a_person_who_needs_none() throws Exception {
        signIn();
        request.put("getSession", (Function<Object[], Object>) create -> {
            assertThat(create).containsExactly(false);
            return null;
        });
        pass();
    }

    private void signIn() {
        var caller = new Caller(
                1L,
                UUID.randomUUID(),
                "a@example.org",
                "A",
                1L,
                "org",
                "Org",
                Role.VIEWER,
                false,
                null,
                null,
                null,
                null);
        request.put("getAttribute", (Function<Object[], Object>)
                name -> name[0].equals(Caller.class.getName()) ? caller : null);
    }

    private void pass() throws Exception {
        new AccessFilter(views, people)
                .doFilter(
                        Fake.of(HttpServletRequest.class, request),
                        Fake.of(HttpServletResponse.class, Map.of()),
                        (to, back) -> {});
    }
}
