package dev.muster.command.boundary;

import dev.muster.platform.SqlFailure;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Ends commands whose time is over. Every node does it: rows are skipped while another node holds them. */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CommandClock {

    private static final Logger LOG = Logger.getLogger(CommandClock.class.getName());
    private static final int EVERY_SEC = 2;

    @Inject
    private CommandDelivery delivery;

    @Resource
    private ManagedScheduledExecutorService clock;

    private ScheduledFuture<?> ticking;

    @PostConstruct
    void start() {
        ticking = clock.scheduleWithFixedDelay(this::tick, EVERY_SEC, EVERY_SEC, TimeUnit.SECONDS);
    }

    @PreDestroy
    void stop() {
        ticking.cancel(false);
    }

    private void tick() {
        try {
            delivery.expire();
        } catch (SqlFailure | EJBException e) {
            LOG.log(Level.FINE, "commands could not be expired this time", e);
        }
    }
}
