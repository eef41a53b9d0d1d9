package dev.muster.web.door;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sessions of people who have signed in: they hold Faces views, which are memory, and a client that keeps no cookies opens
 * a new one with each page. Of each person the one used longest ago goes where there are too many; who comes back to it
 * is signed in all the same, and the page loads anew.
 */
@ApplicationScoped
public class PersonViews {

    private static final String OWNER = PersonViews.class.getName();

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.views.per.person")
    private int most;

    /** By person; the one used longest ago first. */
    private final Map<UUID, Map<Place, HttpSession>> all = new HashMap<>();

    public PersonViews() {}

    PersonViews(Meters meters, int most) {
        this.meters = meters;
        this.most = most;
    }

    /** Where a session stands here; the session carries it, because its id changes. */
    private static final class Place {
        private final UUID person;

        private Place(UUID person) {
            this.person = person;
        }
    }

    @PostConstruct
    void measure() {
        meters.gauge("muster_views_signed_in", "Sessions of people who have signed in", this::size);
    }

    /** To be called for each request of a person. */
    void used(HttpServletRequest by, UUID person) {
        var session = by.getSession(false);
        if (session != null) {
            try {
                used(session, person);
            } catch (IllegalStateException e) {
                // it ended by itself meanwhile: it counts no more
            }
        }
    }

    /** A session is somebody else's after another sign-in in the same browser. Nothing is asked of it under the lock. */
    private void used(HttpSession session, UUID person) {
        var before = place(session);
        var place = before != null && before.person.equals(person) ? before : new Place(person);
        if (place != before) {
            session.setAttribute(OWNER, place);
        }
        HttpSession oldest = null;
        synchronized (all) {
            remove(before);
            var own = all.computeIfAbsent(person, key -> new LinkedHashMap<>());
            own.put(place, session);
            if (own.size() > most) {
                meters.refused(Limit.VIEWS_PER_PERSON);
                var first = own.entrySet().iterator().next();
                oldest = first.getValue();
                own.remove(first.getKey());
            }
        }
        if (oldest != null) {
            StrangerViews.end(oldest);
        }
    }

    void closed(HttpSession session) {
        var place = place(session);
        synchronized (all) {
            remove(place);
        }
    }

    int size() {
        synchronized (all) {
            return all.values().stream().mapToInt(Map::size).sum();
        }
    }

    private static Place place(HttpSession session) {
        return session.getAttribute(OWNER) instanceof Place place ? place : null;
    }

    private void remove(Place place) {
        var own = place == null ? null : all.get(place.person);
        if (own != null && own.remove(place) != null && own.isEmpty()) {
            all.remove(place.person);
        }
    }
}
