package dev.muster.system;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.embedded.EmbeddedHiveMQ;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real MQTT broker in this JVM, on free loopback ports; it keeps sessions and messages on disk. */
final class MqttBroker implements AutoCloseable {

    private static final String PASSWORD = "changeit";

    /** In clear text, for the devices of the tests. */
    final int port = RunningMuster.freePort();

    private final int tlsPort = RunningMuster.freePort();
    private final Path folder;
    private EmbeddedHiveMQ running;
    private Mqtt5BlockingClient publisher;

    MqttBroker() {
        try {
            folder = Files.createTempDirectory("muster-broker-");
            Files.writeString(Files.createDirectory(folder.resolve("conf")).resolve("config.xml"), """
                    <hivemq>
                      <listeners>
                        <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
                        <tls-tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address><tls><keystore>
                          <path>%s</path><password>%s</password><private-key-password>%s</private-key-password>
                        </keystore></tls></tls-tcp-listener>
                      </listeners>
                      <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                    </hivemq>""".formatted(
                            port, tlsPort, folder.resolve("broker.p12"), PASSWORD, PASSWORD));
            Files.createDirectory(folder.resolve("data"));
            certify();
            Files.writeString(password(), "a password for tests only\n");
            Files.createDirectory(folder.resolve("extensions"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** What a server is told that listens to it, over TLS. */
    Map<String, String> settings() {
        return Map.of(
                "MUSTER_MQTT_URL",
                "mqtts://localhost:" + tlsPort,
                "MUSTER_MQTT_CA_PATH",
                folder.resolve("broker.pem").toString(),
                "MUSTER_MQTT_USER",
                "muster",
                "MUSTER_MQTT_PASSWORD_PATH",
                password().toString());
    }

    private Path password() {
        return folder.resolve("password");
    }

    /** A certificate of its own, as an operator would make it. */
    private void certify() throws IOException {
        var store = folder.resolve("broker.p12").toString();
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keystore",
                store);
        keytool("-exportcert", "-rfc", "-file", folder.resolve("broker.pem").toString(), "-keystore", store);
    }

    private static void keytool(String... arguments) throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "broker", "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    void start() {
        running = EmbeddedHiveMQ.builder()
                .withConfigurationFolder(folder.resolve("conf"))
                .withDataFolder(folder.resolve("data"))
                .withExtensionsFolder(folder.resolve("extensions"))
                .withoutLoggingBootstrap()
                .build();
        running.start().join();
        publisher = Mqtt5Client.builder()
                .identifier("devices-of-the-tests")
                .serverHost("127.0.0.1")
                .serverPort(port)
                .buildBlocking();
        publisher.connect();
    }

    void stop() {
        publisher.disconnect();
        running.stop().join();
    }

    /** Returns when the broker has it. */
    void publish(String topic, Object payload) {
        publisher
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(payload.toString().getBytes(StandardCharsets.UTF_8))
                .send();
    }

    @Override
    public void close() {
        stop();
    }
}
