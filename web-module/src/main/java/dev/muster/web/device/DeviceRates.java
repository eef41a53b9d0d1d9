package dev.muster.web.device;

import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Network;
import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Enrollments;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * How fast devices whose signature held may come, on this node: one bucket per device ({@code muster.device.rate.*}), and per
 * address, for IPv6 its 64 bits of network, one for those that register themselves with a factory key ({@code muster.pool.rate.*}) and one for those that come
 * with an enrollment key or a provision token ({@code muster.enrollment.rate.*}).
 */
@ApplicationScoped
public class DeviceRates {

    private static final int REFUSED_PER_SECOND = 20;
    private static final int REFUSED_BURST = 200;

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
    @ConfigProperty(name = "muster.enrollment.rate.per.second")
    private int enrolledPerSecond;

    @Inject
    @ConfigProperty(name = "muster.enrollment.rate.burst")
    private int enrolledBurst;

    @Inject
    private Meters meters;

    @Inject
    @ConfigProperty(name = "muster.ws.device.messages.per.second")
    private int messagesPerSecond;

    @Inject
    @ConfigProperty(name = "muster.mqtt.device.burst")
    private int mqttBurst;

    private final Buckets<String> refusedTopics = new Buckets<>();
    private final Buckets<Long> overMqtt = new Buckets<>();
    private final Buckets<Long> devices = new Buckets<>();
    private final Buckets<String> networks = new Buckets<>();
    private final Buckets<String> enrolling = new Buckets<>();

    public DeviceRates() {}

    /** Both rates of addresses and that of messages alike. */
    DeviceRates(Meters meters, int enrolledPerSecond, int enrolledBurst) {
        this.meters = meters;
        this.newPerSecond = enrolledPerSecond;
        this.newBurst = enrolledBurst;
        this.enrolledPerSecond = enrolledPerSecond;
        this.enrolledBurst = enrolledBurst;
        this.messagesPerSecond = enrolledPerSecond;
        this.mqttBurst = enrolledBurst;
    }

    /** @throws Refusal 429 {@code rate} where the device sends more than it may */
    public void take(long device) {
        if (!devices.take(device, perSecond, burst)) {
            meters.refused(Limit.DEVICE_RATE);
            throw Refusal.tooMany("rate", "one device may send " + perSecond + " a second, " + burst + " at once", 1);
        }
    }

    /**
     * Before it is asked whose a topic is: what is refused costs a look into the database, and is bounded for each topic.
     *
     * @throws Refusal 429 {@code rate}
     */
    public void takeTopic(String topic) {
        if (!refusedTopics.take(topic, REFUSED_PER_SECOND, REFUSED_BURST)) {
            meters.refused(Limit.DEVICE_MQTT_RATE);
            throw Refusal.tooMany("rate", "too much is refused under this topic", 1);
        }
    }

    /**
     * A message over MQTT of somebody who may send it. The broker has promised to keep it, so that a device may bring a backlog
     * at once; whoever goes on beyond that is cut down to the rate of messages on a socket.
     *
     * @throws Refusal 429 {@code rate} where the device sends more than it may
     */
    public void takeOverMqtt(String topic, long device) {
        refusedTopics.giveBack(topic);
        if (!overMqtt.take(device, messagesPerSecond, mqttBurst)) {
            meters.refused(Limit.DEVICE_MQTT_RATE);
            throw Refusal.tooMany(
                    "rate",
                    "one device may send " + messagesPerSecond + " messages a second, " + mqttBurst + " at once",
                    1);
        }
    }

    /**
     * Lets a device enroll. Who is refused has taken nothing: the bucket is about what comes in, and about claims of ids that
     * are taken, which are written down.
     *
     * @throws Refusal 429 {@code rate} where more devices enroll from one address than may
     */
    public <T> T enrolling(String address, Supplier<T> door) {
        var network = Network.of(address);
        if (!enrolling.take(network, enrolledPerSecond, enrolledBurst)) {
            meters.refused(Limit.ENROLLMENT_RATE);
            throw Refusal.tooMany(
                    "rate",
                    "from one address " + enrolledPerSecond + " devices a second may enroll, " + enrolledBurst
                            + " at once",
                    10);
        }
        try {
            return door.get();
        } catch (Refusal refusal) {
            if (!refusal.code().equals(Enrollments.KNOWN_DEVICE)) {
                enrolling.giveBack(network);
            }
            throw refusal;
        }
    }

    /** @throws Refusal 429 {@code rate} where more new devices come from one address than may */
    public void takeNew(String address) {
        if (!networks.take(Network.of(address), newPerSecond, newBurst)) {
            meters.refused(Limit.POOL_RATE);
            throw Refusal.tooMany(
                    "rate",
                    "from one address " + newPerSecond + " new devices a second may come, " + newBurst + " at once",
                    10);
        }
    }
}
