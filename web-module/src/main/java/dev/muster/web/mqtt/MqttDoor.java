package dev.muster.web.mqtt;

import dev.muster.platform.Count;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.BrokerDoor;
import dev.muster.registry.entity.DevicePass;
import dev.muster.web.device.DeviceRates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Whose a message is, and whether it is taken: the same rates, sizes and shapes as on a device's socket. */
@ApplicationScoped
public class MqttDoor {

    private static final Logger LOG = Logger.getLogger(MqttDoor.class.getName());

    @Inject
    private BrokerDoor door;

    @Inject
    private DeviceRates rates;

    @Inject
    private Meters meters;

    /** Hands a message to the inbox, or refuses it alone: then the broker need not send it again either. */
    void arrived(Arrived message, MqttInbox inbox) {
        try {
            requireKept(message);
            rates.takeTopic(message.topic());
            var pass = pass(message.topic());
            rates.takeOverMqtt(message.topic(), pass.device());
            inbox.add(pass, MqttMessages.read(message.payload()), message.payload().length, message.acknowledge());
        } catch (Refusal refusal) {
            LOG.log(Level.FINE, "a message under {0} is refused: {1}", new Object[] {
                message.topic(), refusal.getMessage()
            });
            refused(refusal);
            message.acknowledge().run();
        } catch (RuntimeException e) {
            inbox.fail(e);
        }
    }

    /** The receive maximum bounds what is in memory, and only of what is acknowledged. */
    private static void requireKept(Arrived message) {
        if (!message.kept()) {
            throw Refusal.of(400, "qos", "publish with QoS 1");
        }
    }

    void refused(Refusal refusal) {
        meters.add(Count.MQTT_REFUSED, 1, refusal.code());
    }

    private DevicePass pass(String topic) {
        var named = Topic.of(topic);
        return door.named(named.org(), named.device())
                .orElseThrow(() -> Refusal.of(401, "device", "the org of the topic has no such device"))
                .requireAllowed();
    }
}
