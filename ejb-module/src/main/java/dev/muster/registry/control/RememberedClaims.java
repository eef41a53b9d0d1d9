package dev.muster.registry.control;

import dev.muster.registry.entity.Claim;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The opened secrets of the devices heard last, so that a check-in costs its door no transaction. Only of devices that an
 * org owns and that may talk: about all others the database is asked each time. It may be out of date, and saves time
 * only: what it says is compared in the transaction of whoever believes it.
 */
@ApplicationScoped
public class RememberedClaims {

    private final Map<String, List<Claim>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<Claim>> eldest) {
            return size() > most;
        }
    };

    @Inject
    @ConfigProperty(name = "muster.device.secrets.remembered")
    private int most;

    /** Empty where nothing is remembered. */
    public synchronized List<Claim> get(String keyId) {
        return known.getOrDefault(keyId, List.of());
    }

    /** What the database has just said; no claims are forgotten. */
    public synchronized void put(String keyId, List<Claim> claims) {
        if (!claims.isEmpty() && claims.stream().allMatch(RememberedClaims::isOwned)) {
            known.put(keyId, List.copyOf(claims));
        } else {
            known.remove(keyId);
        }
    }

    private static boolean isOwned(Claim claim) {
        return (claim.is(Claim.Kind.GOOD) || claim.is(Claim.Kind.ENDED))
                && claim.device().orgId() != null
                && claim.device().state().mayTalk();
    }
}
