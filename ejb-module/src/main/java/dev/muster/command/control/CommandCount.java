package dev.muster.command.control;

import dev.muster.command.entity.CommandChanged;
import dev.muster.command.entity.CommandState;
import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;

/** Counts commands by the state they came to, once that is committed; RUNNING is told again with each progress. */
@ApplicationScoped
public class CommandCount {

    @Inject
    private Meters meters;

    void committed(@Observes(during = TransactionPhase.AFTER_SUCCESS) CommandChanged changed) {
        var state = changed.command().state();
        if (state != CommandState.RUNNING) {
            meters.add(Count.COMMANDS, 1, state.name());
        }
    }
}
