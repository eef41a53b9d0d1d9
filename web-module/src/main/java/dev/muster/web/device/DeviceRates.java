package dev.muster.web.device;

import dev.muster.platform.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * One token bucket per device whose signature held, on this node: {@code muster.device.rate.per.second}, burst {@code
 * muster.device.rate.burst}. The buckets of the {@link #KEPT} devices heard last are kept; a forgotten one is full.
 */
@ApplicationScoped
public class DeviceRates {

    private static final int KEPT = 100_000;

    @Inject
    @ConfigProperty(name = "muster.device.rate.per.second")
    private int perSecond;

    @Inject
    @ConfigProperty(name = "muster.device.rate.burst")
    private int burst;

    private final Map<Long, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Bucket> eldest) {
            return size() > KEPT;
        }
    };

    /** @throws Refusal 429 {@code rate} where the device sends more than it may */
    public void take(long device) {
        boolean allowed;
        synchronized (buckets) {
            allowed = buckets.computeIfAbsent(device, key -> new Bucket(burst)).take(perSecond, burst);
        }
        if (!allowed) {
            throw Refusal.tooMany("rate", "one device may send " + perSecond + " a second, " + burst + " at once", 1);
        }
    }

    private static final class Bucket {
        private double tokens;
        private long at = System.nanoTime();

        Bucket(int burst) {
            tokens = burst;
        }

        boolean take(int perSecond, int burst) {
            var now = System.nanoTime();
            tokens = Math.min(burst, tokens + (now - at) / 1e9 * perSecond);
            at = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
