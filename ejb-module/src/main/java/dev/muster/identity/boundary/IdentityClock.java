package dev.muster.identity.boundary;

import dev.muster.platform.Clockwork;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;

/** Forgets answers and guesses after their time; rows that another node holds are left to it. */
@Startup
@Singleton
public class IdentityClock {

    private static final Duration PAUSE = Duration.ofMinutes(5);

    @Inject
    private RememberedAnswers answers;

    @Inject
    private Guesses guesses;

    @Inject
    private PasswordResets resets;

    @Inject
    private Clockwork clock;

    @PostConstruct
    void start() {
        clock.every(PAUSE, "forgetting answers", answers::forgetOld);
        clock.every(PAUSE, "settling guesses", guesses::settleAll);
        clock.every(PAUSE, "forgetting old links", resets::forgetOld);
    }
}
