package dev.muster.identity.control;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Network;
import dev.muster.platform.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;

/**
 * Calls to the OpenID provider: each may hold a request thread for seconds while the provider thinks. One address has a
 * part of them only, but for this machine: it may be a proxy with everybody behind it.
 */
@ApplicationScoped
public class ProviderCalls {

    static final int PARALLEL = 16;
    static final int PER_ADDRESS = 4;

    @Inject
    private Meters meters;

    private final Places places = new Places(PARALLEL);

    /** @throws Refusal 503 {@code busy} where as many as may are at it */
    public <T> T among(String address, Supplier<T> call) {
        var network = Network.of(address);
        switch (places.enter(network, network.equals(Network.LOOPBACK) ? PARALLEL : PER_ADDRESS)) {
            case NONE -> {}
            case BY_ALL -> throw busy(Limit.OIDC_PARALLEL);
            case BY_THEMSELVES -> throw busy(Limit.OIDC_PARALLEL_PER_ADDRESS);
        }
        try {
            return call.get();
        } finally {
            places.leave(network);
        }
    }

    private Refusal busy(Limit limit) {
        meters.refused(limit);
        return Refusal.unavailable("busy", "too many people are signing in at once; try again in a moment", 3);
    }
}
