package dev.muster.identity.control;

import dev.muster.platform.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Passwords of people, as {@link PasswordHash} keeps them. Few are checked at once: each takes its memory, and a storm of
 * logins must not take all of it.
 */
@ApplicationScoped
public class Passwords {

    /** Who may wait for a turn; more are refused at once, or they would hold all request threads. */
    private static final int WAITING = 16;

    @Inject
    @ConfigProperty(name = "muster.login.parallel")
    private int parallel;

    private Semaphore turns;
    private String dummy;

    @PostConstruct
    void prepare() {
        turns = new Semaphore(parallel, true);
        dummy = hash("nobody has this password");
    }

    public String hash(String password) {
        return PasswordHash.of(password);
    }

    /** Whether the password fits; takes the same time for a person who does not exist ({@code phc} null). */
    public boolean fits(String password, String phc) {
        return inTurn(() -> fitsNow(password, phc));
    }

    /** As {@link #fits}, by somebody whose turn it is. */
    public boolean fitsNow(String password, String phc) {
        return PasswordHash.fits(password, phc == null ? dummy : phc) && phc != null;
    }

    /** @throws Refusal 503 {@code busy} where too many wait, or it takes too long */
    public <T> T inTurn(Supplier<T> work) {
        try {
            if (turns.getQueueLength() >= WAITING || !turns.tryAcquire(3, TimeUnit.SECONDS)) {
                throw Refusal.unavailable("busy", "too many people are signing in at once; try again in a moment", 3);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("busy", "the server is stopping; try again in a moment", 3);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }
}
