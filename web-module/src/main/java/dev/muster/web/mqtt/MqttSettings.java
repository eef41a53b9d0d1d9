package dev.muster.web.mqtt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The broker that the bridge listens to ({@code muster.mqtt.*}); off where no URL is set. */
@ApplicationScoped
public class MqttSettings {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;

    @Inject
    @ConfigProperty(name = "muster.mqtt.url")
    private Optional<String> url;

    @Inject
    @ConfigProperty(name = "muster.mqtt.user")
    private Optional<String> user;

    @Inject
    @ConfigProperty(name = "muster.mqtt.password.path")
    private Optional<String> passwordPath;

    @Inject
    @ConfigProperty(name = "muster.mqtt.ca.path")
    private Optional<String> caPath;

    @Inject
    @ConfigProperty(name = "muster.mqtt.client.id")
    private String clientId;

    @Inject
    @ConfigProperty(name = "muster.mqtt.receive.maximum")
    private int receiveMaximum;

    public MqttSettings() {}

    MqttSettings(String url, String user, String passwordPath) {
        this.url = Optional.ofNullable(url);
        this.user = Optional.ofNullable(user);
        this.passwordPath = Optional.ofNullable(passwordPath);
        caPath = Optional.empty();
        clientId = "muster";
        receiveMaximum = 200;
    }

    /**
     * Where and how to connect.
     *
     * @param user null for nobody
     * @param password null for none
     * @param ca certificates in PEM to trust in place of the server's own; null for these
     * @param receiveMaximum messages that the broker hands on before the first of them is acknowledged
     */
    record Broker(
            String host,
            int port,
            boolean tls,
            String user,
            byte[] password,
            Path ca,
            String clientId,
            int receiveMaximum) {
        @Override
        public String toString() {
            return (tls ? "mqtts://" : "mqtt://") + host + ":" + port;
        }
    }

    boolean isOn() {
        return url.isPresent();
    }

    /** @throws IllegalStateException naming the setting that is wrong */
    Broker broker() {
        var uri = uri();
        var tls = uri.getScheme().equals("mqtts");
        if (!tls && !LOOPBACK.contains(uri.getHost())) {
            throw new IllegalStateException("MUSTER_MQTT_URL has to be mqtts:// for another machine");
        }
        if (receiveMaximum < 1 || receiveMaximum > 65_535) {
            throw new IllegalStateException("MUSTER_MQTT_RECEIVE_MAXIMUM is 1 to 65535");
        }
        return new Broker(
                uri.getHost(),
                uri.getPort() > 0 ? uri.getPort() : tls ? TLS_PORT : PORT,
                tls,
                user.orElse(null),
                passwordPath.map(MqttSettings::password).orElse(null),
                caPath.map(Path::of).orElse(null),
                clientId,
                receiveMaximum);
    }

    private URI uri() {
        try {
            var uri = URI.create(url.orElseThrow());
            if (uri.getHost() != null && ("mqtt".equals(uri.getScheme()) || "mqtts".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("MUSTER_MQTT_URL is no address", e);
        }
        throw new IllegalStateException("MUSTER_MQTT_URL has to be mqtts://HOST:PORT");
    }

    private static byte[] password(String path) {
        try {
            return Files.readString(Path.of(path)).strip().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("MUSTER_MQTT_PASSWORD_PATH cannot be read: " + path, e);
        }
    }
}
