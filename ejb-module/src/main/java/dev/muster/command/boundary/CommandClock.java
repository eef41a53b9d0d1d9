package dev.muster.command.boundary;

import dev.muster.platform.SqlFailure;
import jakarta.ejb.EJBException;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Ends commands whose time is over. Every node does it: rows are skipped while another node holds them. */
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CommandClock {

    private static final Logger LOG = Logger.getLogger(CommandClock.class.getName());

    @Inject
    private CommandDelivery delivery;

    @Schedule(hour = "*", minute = "*", second = "*/2", persistent = false)
    void tick() {
        try {
            delivery.expire();
        } catch (SqlFailure | EJBException e) {
            LOG.log(Level.FINE, "commands could not be expired this time", e);
        }
    }
}
