package dev.muster.identity.control;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who proves themselves again does it in the middle of a change and holds a connection to the database while they wait
 * for their hash: few may at once, or there is none left for others.
 */
@ApplicationScoped
public class Proofs {

    @Inject
    @ConfigProperty(name = "muster.login.proofs.parallel")
    private int parallel;

    @Inject
    private Meters meters;

    private Semaphore places;

    @PostConstruct
    void prepare() {
        places = new Semaphore(parallel);
    }

    /** @throws Refusal 503 {@code busy} where as many as may are at it */
    public <T> T among(Supplier<T> proof) {
        if (!places.tryAcquire()) {
            meters.refused(Limit.PROOFS_PARALLEL);
            throw Refusal.unavailable("busy", "too many people prove themselves at once; try again in a moment", 3);
        }
        try {
            return proof.get();
        } finally {
            places.release();
        }
    }
}
