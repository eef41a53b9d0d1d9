package dev.muster.web.socket;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Network;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sockets of which nobody knows yet whose they are: at most {@code muster.ws.unauthenticated.per.address} from one
 * address at a time, so that one stranger cannot hold what the others need.
 */
@ApplicationScoped
public class Strangers {

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.ws.unauthenticated.per.address")
    private int most;

    private final Map<String, Integer> byAddress = new HashMap<>();

    public Strangers() {}

    Strangers(Meters meters, int most) {
        this.meters = meters;
        this.most = most;
    }

    /** A place of one socket; given back once, when it is known whose it is, or at its end. */
    public final class Place {
        private final String address;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Place(String address) {
            this.address = address;
        }

        public void leave() {
            if (held.compareAndSet(true, false)) {
                synchronized (byAddress) {
                    byAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
                }
            }
        }
    }

    @PostConstruct
    void measure() {
        meters.gauge("muster_sockets_unauthenticated", "Sockets of which nobody knows yet whose they are", this::all);
    }

    /** Whether a handshake from there would find no place; one that is refused so costs least. */
    public boolean areMany(String address) {
        var network = Network.of(address);
        synchronized (byAddress) {
            if (byAddress.getOrDefault(network, 0) < most) {
                return false;
            }
        }
        meters.refused(Limit.SOCKETS_UNAUTHENTICATED);
        return true;
    }

    /** Empty where too many from there are waiting already. */
    public Optional<Place> enter(String address) {
        var network = Network.of(address);
        synchronized (byAddress) {
            if (byAddress.getOrDefault(network, 0) < most) {
                byAddress.merge(network, 1, Integer::sum);
                return Optional.of(new Place(network));
            }
        }
        meters.refused(Limit.SOCKETS_UNAUTHENTICATED);
        return Optional.empty();
    }

    private int all() {
        synchronized (byAddress) {
            return byAddress.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
