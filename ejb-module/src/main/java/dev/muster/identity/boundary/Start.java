package dev.muster.identity.boundary;

import dev.muster.platform.Clockwork;
import dev.muster.platform.Scope;
import dev.muster.platform.Vault;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts the installation: without a readable KEK the deployment fails; without a database it is tried again each
 * second, and readiness says so meanwhile.
 */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class Start {

    private static final String DATABASE = "the database";
    private static final Logger LOG = Logger.getLogger(Start.class.getName());

    @Inject
    private Vault vault;

    @Inject
    private Installation installation;

    @Inject
    private Clockwork clock;

    private volatile boolean prepared;
    private volatile String waitingFor = "the first transaction";

    @PostConstruct
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    void start() {
        vault.open();
        tryIn(0);
    }

    private void prepare() {
        try {
            waitingFor = installation.prepare(Scope.ofPlatform())
                    ? null
                    : "a first administrator: set MUSTER_ADMIN_EMAIL and MUSTER_ADMIN_PASSWORD and start again";
            prepared = true;
            LOG.log(Level.INFO, waitingFor == null ? "Muster is ready" : "Muster waits for {0}", waitingFor);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException failure) {
        Throwable why = failure;
        while (why instanceof EJBException && why.getCause() != null) {
            why = why.getCause();
        }
        if (why instanceof IllegalStateException) {
            LOG.log(Level.SEVERE, "Muster cannot start: {0}", why.getMessage());
            waitingFor = why.getMessage();
            return;
        }
        if (!DATABASE.equals(waitingFor)) {
            LOG.log(Level.WARNING, "the database does not answer; trying again each second", why);
        }
        waitingFor = DATABASE;
        tryIn(1_000);
    }

    /** What the start still waits for, in words; null once people can sign in. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public String waitingFor() {
        return waitingFor;
    }

    /** Whether the keys are checked and open. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public boolean isPrepared() {
        return prepared;
    }

    private void tryIn(long millis) {
        clock.once(Duration.ofMillis(millis), "starting", this::prepare);
    }
}
