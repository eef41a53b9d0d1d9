package dev.muster.web.mqtt;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import dev.muster.protocol.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.TrustManagerFactory;

/**
 * One connection to the broker. The session there is kept by its name: after a break the broker sends again, in their order,
 * what was not acknowledged.
 */
final class MqttLine {

    private static final Logger LOG = Logger.getLogger(MqttLine.class.getName());

    /** So long the broker keeps messages while nobody listens. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final int KEEP_ALIVE_SEC = 30;
    private static final int STEP_SEC = 10;

    /** Longer than the steps of a connection together: one that is given up does not come about later. */
    private static final int PATIENCE_SEC = 3 * STEP_SEC;

    /** Larger than any message that is taken, so that those that are not can be counted; no larger, for the memory. */
    private static final int PACKET_BYTES = 2 * Limits.SOCKET_MESSAGE_BYTES;

    private final MqttSettings.Broker broker;
    private final Mqtt5AsyncClient client;

    /**
     * @param arrived for each message, in order, on {@code thread}
     * @param lost once, where a connection that was there is no more
     */
    MqttLine(MqttSettings.Broker broker, Consumer<Arrived> arrived, Executor thread, Runnable lost) {
        this.broker = broker;
        var builder = Mqtt5Client.builder()
                .identifier(broker.clientId())
                .executorConfig()
                .nettyThreads(1)
                .applyExecutorConfig()
                .addDisconnectedListener(context -> lost.run());
        var transport = builder.transportConfig()
                .serverHost(broker.host())
                .serverPort(broker.port())
                .socketConnectTimeout(STEP_SEC, TimeUnit.SECONDS)
                .mqttConnectTimeout(STEP_SEC, TimeUnit.SECONDS);
        client = (broker.tls() ? transport.sslConfig(ssl(broker.ca())) : transport)
                .applyTransportConfig()
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, publish -> arrived.accept(arrived(publish)), thread, true);
    }

    private static Arrived arrived(Mqtt5Publish publish) {
        return new Arrived(
                publish.getTopic().toString(),
                publish.getPayloadAsBytes(),
                publish.getQos() != MqttQos.AT_MOST_ONCE,
                publish::acknowledge);
    }

    /** Connects and subscribes, or fails. */
    void open() throws Exception {
        var connect = client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(KEPT.toSeconds())
                .keepAlive(KEEP_ALIVE_SEC)
                .restrictions()
                .receiveMaximum(broker.receiveMaximum())
                .maximumPacketSize(PACKET_BYTES)
                .applyRestrictions();
        if (broker.user() != null) {
            var auth = connect.simpleAuth().username(broker.user());
            connect = (broker.password() == null ? auth : auth.password(broker.password())).applySimpleAuth();
        }
        within(connect.send());
        within(client.subscribeWith()
                .topicFilter(Topic.FILTER)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
                .send());
    }

    private static void within(CompletableFuture<?> step) throws Exception {
        step.get(PATIENCE_SEC, TimeUnit.SECONDS);
    }

    /** Ends it; what is not acknowledged comes again on the next. */
    void close() {
        client.disconnect().whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.log(Level.FINE, "the broker was gone already", failure);
            }
        });
    }

    /** Host names are checked as for HTTPS. */
    private static MqttClientSslConfig ssl(Path ca) {
        var config = MqttClientSslConfig.builder();
        if (ca != null) {
            config.trustManagerFactory(trusting(ca));
        }
        return config.build();
    }

    private static TrustManagerFactory trusting(Path ca) {
        try (var in = Files.newInputStream(ca)) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("MUSTER_MQTT_CA_PATH cannot be read: " + ca, e);
        }
    }
}
