package dev.muster.web.live;

import dev.muster.identity.boundary.Sessions;
import dev.muster.platform.LiveEvent;
import dev.muster.platform.LiveFeed;
import dev.muster.protocol.CloseCodes;
import dev.muster.web.socket.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Carries committed facts to the browsers that look; checks every two seconds that they still may. */
@ApplicationScoped
public class DashboardFeed {

    private static final int LOOK_SEC = 2;

    @Inject
    private LiveFeed feed;

    @Inject
    private Sessions sessions;

    @Inject
    private Workers workers;

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final Consumer<LiveEvent> listener = this::committed;

    public void start() {
        feed.subscribe(listener);
        workers.every(LOOK_SEC, this::closeEnded);
    }

    public void stop() {
        feed.unsubscribe(listener);
        viewers.forEach(viewer -> viewer.close(CloseCodes.RESTART, "the server is restarting"));
    }

    void opened(Viewer viewer) {
        viewers.add(viewer);
    }

    void closed(Viewer viewer) {
        viewers.remove(viewer);
    }

    int open() {
        return viewers.size();
    }

    private void committed(LiveEvent event) {
        if (viewers.isEmpty()) {
            return;
        }
        for (var json : LiveJson.of(event)) {
            for (var viewer : viewers) {
                if (viewer.wants(event.orgId(), json)) {
                    viewer.offer(json);
                }
            }
        }
    }

    /** Signing out, a disabled person or a lost membership ends what the session opened. */
    private void closeEnded() {
        if (viewers.isEmpty()) {
            return;
        }
        var open = sessions.stillOpen(
                viewers.stream().map(viewer -> viewer.caller().sessionId()).toList());
        viewers.stream()
                .filter(viewer -> !open.contains(viewer.caller().sessionId()))
                .forEach(viewer -> viewer.close(CloseCodes.UNAUTHENTICATED, "the session has ended"));
    }
}
