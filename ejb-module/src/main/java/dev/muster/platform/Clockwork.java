package dev.muster.platform;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Work that no request asks for. Every node does all of it, so it must not mind company. The platform's EJB timers are
 * not used: Payara Micro has none without its data grid.
 */
@ApplicationScoped
public class Clockwork {

    private static final Logger LOG = Logger.getLogger(Clockwork.class.getName());

    @Resource
    private ManagedScheduledExecutorService clock;

    private final List<Future<?>> running = new CopyOnWriteArrayList<>();

    /** Now and then again and again; a run that fails is said in the log and tried again at the next. */
    public void every(Duration pause, String what, Runnable work) {
        running.add(clock.scheduleWithFixedDelay(() -> run(what, work), 0, pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    public void once(Duration delay, String what, Runnable work) {
        clock.schedule(() -> run(what, work), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void stop() {
        running.forEach(each -> each.cancel(false));
    }

    private static void run(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, what + " did not work this time: " + e.getMessage());
            LOG.log(Level.FINE, what, e);
        }
    }
}
