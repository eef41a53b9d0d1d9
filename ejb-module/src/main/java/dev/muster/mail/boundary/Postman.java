package dev.muster.mail.boundary;

import dev.muster.mail.control.Smtp;
import dev.muster.mail.entity.Waiting;
import dev.muster.platform.Clockwork;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Carries letters to the mail server, outside any transaction: a slow server holds no connection to the database. */
@Startup
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Postman {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration REST = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(Postman.class.getName());

    @Inject
    private Outbox outbox;

    @Inject
    private Smtp smtp;

    @Inject
    private Clockwork clock;

    private volatile long restsUntil = System.nanoTime();

    @PostConstruct
    void start() {
        if (smtp.isConfigured()) {
            clock.every(PAUSE, "sending mail", this::round);
        }
    }

    /** All that is due; what cannot be sent is not due again before the next round. */
    private void round() {
        var due = isResting() ? List.<Waiting>of() : outbox.take();
        while (!due.isEmpty()) {
            due.forEach(this::carry);
            due = isResting() ? List.of() : outbox.take();
        }
    }

    /** After a letter that only another node can open, the others come first. */
    private boolean isResting() {
        return System.nanoTime() - restsUntil < 0;
    }

    private void carry(Waiting waiting) {
        if (outbox.leave(waiting)) {
            restsUntil = System.nanoTime() + REST.toNanos();
            LOG.warning(
                    "a letter is sealed under a key-encryption key that this node does not have: restart it with the"
                            + " present one; other nodes send the letter meanwhile");
            return;
        }
        try {
            smtp.send(outbox.open(waiting));
            outbox.sent(waiting);
        } catch (MessagingException | RuntimeException e) {
            LOG.log(Level.WARNING, "a letter could not be sent: {0}", e.getMessage());
            outbox.failed(waiting, e.getMessage());
        }
    }
}
