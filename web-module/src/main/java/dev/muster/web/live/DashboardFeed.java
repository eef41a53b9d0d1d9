package dev.muster.web.live;

import dev.muster.identity.boundary.Sessions;
import dev.muster.platform.Caller;
import dev.muster.platform.LiveEvent;
import dev.muster.platform.LiveFeed;
import dev.muster.platform.Refusal;
import dev.muster.protocol.CloseCodes;
import dev.muster.registry.boundary.Devices;
import dev.muster.web.socket.Workers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Carries committed facts to the browsers that look; asks every two seconds whether they still may, and what. */
@ApplicationScoped
public class DashboardFeed {

    private static final int LOOK_SEC = 2;

    @Inject
    private LiveFeed feed;

    @Inject
    private Sessions sessions;

    @Inject
    private Devices devices;

    @Inject
    private Workers workers;

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final Consumer<LiveEvent> listener = this::committed;

    public void start() {
        feed.subscribe(listener);
        workers.every(LOOK_SEC, this::look);
    }

    public void stop() {
        feed.unsubscribe(listener);
        viewers.forEach(viewer -> viewer.close(CloseCodes.RESTART, "the server is restarting"));
    }

    void opened(Viewer viewer) {
        narrow(viewer, viewer.caller());
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

    /** Signing out, a disabled person or a lost membership ends what the session opened; other rights narrow it. */
    private void look() {
        for (var viewer : viewers) {
            try {
                sessions.again(viewer.caller())
                        .ifPresentOrElse(
                                now -> narrow(viewer, now),
                                () -> viewer.close(CloseCodes.UNAUTHENTICATED, "the session has ended"));
            } catch (Refusal e) {
                viewer.close(CloseCodes.UNAUTHENTICATED, "no longer a member of this org");
            }
        }
    }

    private void narrow(Viewer viewer, Caller now) {
        viewer.isNow(now, devices.seenOnly(now).orElse(null));
    }
}
