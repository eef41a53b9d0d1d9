package dev.muster.identity.control;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Who proves themselves again does it in the middle of a change and holds a connection to the database while they wait
 * for their hash: few may at once, or there is none left for others, and each of them once.
 */
@ApplicationScoped
public class Proofs {

    @Inject
    @ConfigProperty(name = "muster.login.proofs.parallel")
    private int parallel;

    @Inject
    private Meters meters;

    private Places places;

    @PostConstruct
    void prepare() {
        places = new Places(parallel);
    }

    /** @throws Refusal 503 {@code busy} where as many as may are at it, or this person is at it already */
    public <T> T among(String person, Supplier<T> proof) {
        switch (places.enter(person, 1)) {
            case NONE -> {}
            case BY_ALL -> {
                meters.refused(Limit.PROOFS_PARALLEL);
                throw Refusal.unavailable("busy", "too many people prove themselves at once; try again in a moment", 3);
            }
            case BY_THEMSELVES -> {
                meters.refused(Limit.PROOFS_PER_PERSON);
                throw Refusal.unavailable("busy", "your password is being looked at already; try again in a moment", 3);
            }
        }
        try {
            return proof.get();
        } finally {
            places.leave(person);
        }
    }
}
