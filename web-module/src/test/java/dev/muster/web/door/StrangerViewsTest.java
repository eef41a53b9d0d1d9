package dev.muster.web.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.Meters;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StrangerViewsTest {

    private final Meters meters = new Meters();
    private final StrangerViews views = new StrangerViews(null, meters, 5, 3);
    private final List<String> ended = new ArrayList<>();

    @Test
    void of_one_address_the_oldest_goes_first_and_of_others_none() {
        open("other", "192.0.2.9");
        for (var name : List.of("a", "b", "c", "d")) {
            open(name, "192.0.2.1");
        }
        assertThat(ended).containsExactly("a");
        assertThat(views.size()).isEqualTo(4);
    }

    @Test
    void of_all_addresses_together_the_oldest_goes_first() {
        for (var n = 1; n <= 7; n++) {
            open("at " + n, "192.0.2." + n);
        }
        assertThat(ended).containsExactly("at 1", "at 2");
        assertThat(views.size()).isEqualTo(5);
    }

    @Test
    void whoever_signed_in_or_left_counts_no_more() {
        var mine = open("mine", "192.0.2.1");
        views.signedIn(request(mine));
        views.closed(open("left", "192.0.2.1"));
        for (var name : List.of("a", "b", "c")) {
            open(name, "192.0.2.1");
        }
        assertThat(ended).isEmpty();
        assertThat(mine.getMaxInactiveInterval()).isEqualTo(3_600);
        views.signedIn(request(mine));
        views.closed(mine);
        assertThat(views.size()).isEqualTo(3);
    }

    private HttpSession open(String name, String network) {
        var session = session(name);
        views.opened(session, network);
        return session;
    }

    private HttpSession session(String name) {
        var attributes = new HashMap<Object, Object>(Map.of("idle", 0));
        return (HttpSession) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpSession.class},
                (self, method, args) -> switch (method.getName()) {
                    case "setAttribute" -> attributes.put(args[0], args[1]);
                    case "getAttribute" -> attributes.get(args[0]);
                    case "removeAttribute" -> attributes.remove(args[0]);
                    case "setMaxInactiveInterval" -> attributes.put("idle", args[0]);
                    case "getMaxInactiveInterval" -> attributes.get("idle");
                    case "invalidate" -> {
                        views.closed((HttpSession) self);
                        ended.add(name);
                        yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private HttpServletRequest request(HttpSession session) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, args) -> session);
    }
}
