package dev.muster.web.live;

import dev.muster.identity.boundary.Sessions;
import dev.muster.platform.Caller;
import dev.muster.platform.Limit;
import dev.muster.platform.LiveEvent;
import dev.muster.platform.LiveFeed;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.CloseCodes;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.boundary.Fleets;
import dev.muster.web.socket.Workers;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Carries committed facts to the browsers that look; asks every two seconds whether they still may, and what. */
@ApplicationScoped
public class DashboardFeed {

    private static final Logger LOG = Logger.getLogger(DashboardFeed.class.getName());
    private static final int LOOK_SEC = 2;

    @Inject
    private LiveFeed feed;

    @Inject
    private Sessions sessions;

    @Inject
    private Devices devices;

    @Inject
    private Fleets fleets;

    @Inject
    private Workers workers;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.ws.dashboard.connections")
    private int most;

    @Inject
    @ConfigProperty(name = "muster.ws.dashboard.connections.per.person")
    private int mostPerPerson;

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final Consumer<LiveEvent> listener = this::committed;

    public void start() {
        feed.subscribe(listener);
        meters.gauge("muster_dashboard_sockets", "Open dashboard sockets", viewers::size);
        workers.every(LOOK_SEC, this::look);
    }

    public void stop() {
        feed.unsubscribe(listener);
        viewers.forEach(viewer -> viewer.close(CloseCodes.RESTART, "the server is restarting"));
    }

    /** False where this person has, or all together have, as many open as there may be. */
    boolean opened(Viewer viewer) {
        narrow(viewer, viewer.caller());
        synchronized (viewers) {
            if (viewers.size() >= most) {
                meters.refused(Limit.DASHBOARD_SOCKETS);
                return false;
            }
            if (viewers.stream().filter(viewer::isOfSamePerson).count() >= mostPerPerson) {
                meters.refused(Limit.DASHBOARD_SOCKETS_PER_PERSON);
                return false;
            }
            return viewers.add(viewer);
        }
    }

    /** What a fleet has is looked up now, and again with each look; one that the viewer does not see has nothing. */
    void subscribe(Viewer viewer, Subscription wanted) {
        viewer.subscribe(filled(viewer.caller(), wanted));
    }

    void closed(Viewer viewer) {
        viewers.remove(viewer);
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
        viewers.forEach(this::look);
    }

    /** One whose rights cannot be asked for is asked about again; it does not keep the others from being asked about. */
    private void look(Viewer viewer) {
        try {
            sessions.again(viewer.caller())
                    .ifPresentOrElse(
                            now -> narrow(viewer, now),
                            () -> viewer.close(CloseCodes.UNAUTHENTICATED, "the session has ended"));
        } catch (Refusal e) {
            viewer.close(CloseCodes.UNAUTHENTICATED, "no longer a member of this org");
        } catch (SqlFailure | EJBException e) {
            LOG.log(Level.FINE, "the rights of a viewer are not known at the moment", e);
        }
    }

    private void narrow(Viewer viewer, Caller now) {
        viewer.isNow(now, devices.seenOnly(now).orElse(null));
        var asked = viewer.subscription();
        if (asked != null) {
            viewer.renew(asked, filled(now, asked));
        }
    }

    private Subscription filled(Caller caller, Subscription asked) {
        return asked.fleet() == null ? asked : asked.in(fleets.deviceIds(caller, asked.fleet()));
    }
}
