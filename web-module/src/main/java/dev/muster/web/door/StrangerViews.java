package dev.muster.web.door;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Network;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sessions of people who have not signed in: the login page needs a Faces view, and so a session, for whoever asks. Anyone
 * can ask and sessions are memory, so they live shortly, and where there are too many the oldest goes: of the same address
 * first, so that a flood from one costs the others nothing.
 */
@ApplicationScoped
public class StrangerViews {

    private static final int ANONYMOUS_SEC = 300;
    private static final int SIGNED_IN_SEC = 3_600;
    private static final String PLACE = StrangerViews.class.getName();

    @Inject
    private HttpServletRequest request;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.views.anonymous")
    private int most;

    @Inject
    @ConfigProperty(name = "muster.views.anonymous.per.address")
    private int mostPerAddress;

    /** In the order in which they were opened. */
    private final Map<Place, HttpSession> all = new LinkedHashMap<>();

    private final Map<String, Map<Place, HttpSession>> byNetwork = new HashMap<>();

    public StrangerViews() {}

    StrangerViews(HttpServletRequest request, Meters meters, int most, int mostPerAddress) {
        this.request = request;
        this.meters = meters;
        this.most = most;
        this.mostPerAddress = mostPerAddress;
    }

    /** Where a session stands here; the session carries it, because its id changes. */
    private static final class Place {
        private final String network;

        private Place(String network) {
            this.network = network;
        }
    }

    @PostConstruct
    void measure() {
        meters.gauge("muster_views_anonymous", "Sessions of people who have not signed in", this::size);
    }

    void opened(HttpSession session) {
        opened(session, Network.of(request.getRemoteAddr()));
    }

    void opened(HttpSession session, String network) {
        session.setMaxInactiveInterval(ANONYMOUS_SEC);
        var place = new Place(network);
        session.setAttribute(PLACE, place);
        HttpSession oldest = null;
        synchronized (all) {
            all.put(place, session);
            var neighbours = byNetwork.computeIfAbsent(network, key -> new LinkedHashMap<>());
            neighbours.put(place, session);
            if (neighbours.size() > mostPerAddress) {
                meters.refused(Limit.VIEWS_ANONYMOUS_PER_ADDRESS);
                oldest = removeFirst(neighbours);
            } else if (all.size() > most) {
                meters.refused(Limit.VIEWS_ANONYMOUS);
                oldest = removeFirst(all);
            }
        }
        if (oldest != null) {
            end(oldest);
        }
    }

    void closed(HttpSession session) {
        if (session.getAttribute(PLACE) instanceof Place place) {
            synchronized (all) {
                remove(place);
            }
        }
    }

    /** To be called for a request of a signed-in person: their session is no stranger's any more. */
    void signedIn(HttpServletRequest by) {
        var session = by.getSession(false);
        if (session != null && session.getAttribute(PLACE) != null) {
            closed(session);
            session.removeAttribute(PLACE);
            session.setMaxInactiveInterval(SIGNED_IN_SEC);
        }
    }

    int size() {
        synchronized (all) {
            return all.size();
        }
    }

    private HttpSession removeFirst(Map<Place, HttpSession> from) {
        Iterator<Map.Entry<Place, HttpSession>> oldest = from.entrySet().iterator();
        var first = oldest.next();
        remove(first.getKey());
        return first.getValue();
    }

    private void remove(Place place) {
        all.remove(place);
        var neighbours = byNetwork.get(place.network);
        if (neighbours != null && neighbours.remove(place) != null && neighbours.isEmpty()) {
            byNetwork.remove(place.network);
        }
    }

    static void end(HttpSession session) {
        try {
            session.invalidate();
        } catch (IllegalStateException e) {
            // it ended by itself meanwhile: all that was wanted
        }
    }
}
