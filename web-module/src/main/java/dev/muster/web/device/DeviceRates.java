package dev.muster.web.device;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How fast devices whose signature held may come, on this node: one bucket per device ({@code muster.device.rate.*}),
 * and one per address for those that want to be registered ({@code muster.pool.rate.*}).
 */
@ApplicationScoped
public class DeviceRates {

    @Inject
    @ConfigProperty(name = "muster.device.rate.per.second")
    private int perSecond;

    @Inject
    @ConfigProperty(name = "muster.device.rate.burst")
    private int burst;

    @Inject
    @ConfigProperty(name = "muster.pool.rate.per.second")
    private int newPerSecond;

    @Inject
    @ConfigProperty(name = "muster.pool.rate.burst")
    private int newBurst;

    @Inject
    private Meters meters;

    private final Buckets<Long> devices = new Buckets<>();
    private final Buckets<String> addresses = new Buckets<>();

    /** @throws Refusal 429 {@code rate} where the device sends more than it may */
    public void take(long device) {
        if (!devices.take(device, perSecond, burst)) {
            meters.refused(Limit.DEVICE_RATE);
            throw Refusal.tooMany("rate", "one device may send " + perSecond + " a second, " + burst + " at once", 1);
        }
    }

    /** @throws Refusal 429 {@code rate} where more new devices come from one address than may */
    public void takeNew(String address) {
        if (!addresses.take(address, newPerSecond, newBurst)) {
            meters.refused(Limit.POOL_RATE);
            throw Refusal.tooMany(
                    "rate",
                    "from one address " + newPerSecond + " new devices a second may come, " + newBurst + " at once",
                    10);
        }
    }
}
