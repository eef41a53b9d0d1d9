package dev.muster.identity.boundary;

import dev.muster.identity.control.OidcSettings;
import dev.muster.platform.Clockwork;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Forgets answers and guesses after their time; rows that another node holds are left to it. Says what is set up wrongly. */
@Startup
@Singleton
public class IdentityClock {

    private static final Logger LOG = Logger.getLogger(IdentityClock.class.getName());
    private static final Duration PAUSE = Duration.ofMinutes(5);

    @Inject
    private RememberedAnswers answers;

    @Inject
    private Guesses guesses;

    @Inject
    private PasswordResets resets;

    @Inject
    private OidcPeople oidcPeople;

    @Inject
    private OidcSettings oidc;

    @Inject
    private Clockwork clock;

    @PostConstruct
    void start() {
        clock.every(PAUSE, "forgetting answers", answers::forgetOld);
        clock.every(PAUSE, "settling guesses", guesses::settleAll);
        clock.every(PAUSE, "forgetting old links", resets::forgetOld);
        clock.every(PAUSE, "forgetting old answers of the provider", oidcPeople::forgetOld);
        if (oidc.isOn()) {
            look();
        }
    }

    /** A mistake is told at the start, and stops nothing but signing in at the provider. */
    private void look() {
        try {
            oidc.client();
        } catch (IllegalStateException e) {
            LOG.log(Level.SEVERE, "nobody can sign in by OpenID Connect: {0}", e.getMessage());
        }
    }
}
