package dev.muster.web.command;

import dev.muster.command.entity.CommandChanged;
import dev.muster.command.entity.CommandView;
import dev.muster.platform.LiveEvent;
import dev.muster.platform.LiveFeed;
import dev.muster.platform.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Callers that wait for a command's end; no thread waits with them. */
@ApplicationScoped
public class CommandWaiters {

    @Inject
    private LiveFeed feed;

    private final Map<UUID, Consumer<CommandView>> waiting = new ConcurrentHashMap<>();
    private final Consumer<LiveEvent> listener = this::committed;

    @PostConstruct
    void start() {
        feed.subscribe(listener);
    }

    @PreDestroy
    void stop() {
        feed.unsubscribe(listener);
    }

    /**
     * To be called before the command is queued, so that no end is missed.
     *
     * @throws Refusal 409 {@code duplicate-command} where somebody waits for that id: its answer is theirs alone
     */
    void await(UUID command, Consumer<CommandView> ended) {
        if (waiting.putIfAbsent(command, ended) != null) {
            throw Refusal.conflict(
                    "duplicate-command", "the command id " + command + " was used before: it does not run twice");
        }
    }

    void forget(UUID command) {
        waiting.remove(command);
    }

    private void committed(LiveEvent event) {
        if (event instanceof CommandChanged changed
                && !changed.command().state().isOpen()) {
            var waiter = waiting.remove(changed.command().id());
            if (waiter != null) {
                waiter.accept(changed.command());
            }
        }
    }
}
