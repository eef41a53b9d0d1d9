package dev.muster.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Carries committed facts from the components to the doors. An EJB module's CDI events do not reach observers in a WAR
 * of the same EAR (the WAR is not visible to it), so the doors subscribe here.
 */
@ApplicationScoped
public class LiveFeed {

    private static final Logger LOG = Logger.getLogger(LiveFeed.class.getName());

    private final List<Consumer<LiveEvent>> listeners = new CopyOnWriteArrayList<>();

    /** Listeners run on the committing thread: they must only hand over. */
    public void subscribe(Consumer<LiveEvent> listener) {
        listeners.add(listener);
    }

    public void unsubscribe(Consumer<LiveEvent> listener) {
        listeners.remove(listener);
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) LiveEvents events) {
        events.each().forEach(this::committed);
    }

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) LiveEvent event) {
        for (var listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a live listener failed", e);
            }
        }
    }
}
