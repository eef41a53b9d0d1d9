package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Devices that publish to a broker: what they say is stored once, whoever dies on the way. */
@Order(92)
class MqttIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Path MOSQUITTO_PUB = Path.of("/usr/bin/mosquitto_pub");

    private static MqttBroker broker;
    private static RunningMuster muster;
    private static ProductDatabase database;

    @BeforeAll
    static void a_broker_and_a_server_that_listens_to_it() {
        broker = new MqttBroker();
        muster = RunningMuster.beside(broker.settings());
        database = new ProductDatabase(muster);
        awaitListening();
    }

    @AfterAll
    static void no_broker() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void what_a_device_publishes_is_stored_once_and_seen() {
        var device = allowed();
        var batch = SystemTest.batch(device.reading(Map.of("t", 1)), device.logLine(device.nextSeq(), "over MQTT"));
        broker.publish(topic(device), batch);
        broker.publish(topic(device), batch);
        broker.publish(topic(device), device.reading(Map.of("t", 2)));
        awaitReadings(device, 2);
        assertThat(database.texts(
                        "select line from device_log l join device d on d.id = l.device where d.device_id = ?",
                        device.id))
                .containsExactly("over MQTT");
        assertThat(muster.admin()
                        .get(device.path(""))
                        .expect(200)
                        .data()
                        .path("lastSeen")
                        .asText(""))
                .isNotEmpty();
    }

    @Test
    void what_may_not_come_is_refused_alone_and_counted() {
        var device = allowed();
        var other = WireDevice.enrolled(muster, "mqtt-off");
        var disabled = allowed();
        muster.admin()
                .post(disabled.path("/move"), Map.of("state", "disabled", "reason", "system test"))
                .expect(200);
        muster.admin()
                .post("/api/v1/orgs", Map.of("name", "Other", "slug", "other-mqtt"))
                .expect(201);
        var reading = device.reading(Map.of("t", 1));
        var refusals =
                List.of("device", "mqtt-off", "device-disabled", "bad-message", "too-large", "unexpected", "topic");
        var before = refusals.stream().map(MqttIT::refused).toList();

        broker.publish("muster/other-mqtt/" + device.id + "/events", reading);
        broker.publish("muster/default/nobody-of-that-id/events", reading);
        broker.publish(topic(other), reading);
        broker.publish(topic(disabled), reading);
        broker.publish(topic(device), "{nonsense");
        broker.publish(topic(device), "{\"type\":\"log_line\",\"line\":\"" + "x".repeat(65_536) + "\"}");
        broker.publish(topic(device), WireDevice.ack(java.util.UUID.randomUUID()));
        broker.publish("muster/DEFAULT/" + device.id + "/events", reading);
        broker.publish(topic(device), "{\"type\":\"reading\",\"seq\":1}");
        broker.publish(topic(device), device.reading(Map.of("t", 2)));

        awaitReadings(device, 1);
        var after = refusals.stream().map(MqttIT::refused).toList();
        for (var i = 0; i < refusals.size(); i++) {
            assertThat(after.get(i) - before.get(i)).as(refusals.get(i)).isEqualTo(i == 0 ? 2 : 1);
        }
        assertThat(readings(other)).isZero();
        assertThat(readings(disabled)).isZero();
        assertThat(muster.admin()
                        .get(device.path("/events?type=refused"))
                        .expect(200)
                        .data())
                .as("the event that could not be read stands in the device's timeline")
                .hasSize(1);
    }

    @Test
    void after_a_restart_of_the_broker_it_goes_on() {
        var device = allowed();
        broker.publish(topic(device), device.reading(Map.of("t", 1)));
        awaitReadings(device, 1);
        broker.stop();
        Eventually.value("not listening", PATIENCE, MqttIT::listening, there -> !there);
        broker.start();
        broker.publish(topic(device), device.reading(Map.of("t", 2)));
        awaitReadings(device, 2);
    }

    @Test
    void a_server_killed_between_receipt_and_acknowledgement_loses_nothing_and_doubles_nothing() {
        var device = allowed();
        var topic = topic(device);
        broker.publish(topic, device.reading(Map.of("t", 0)));
        awaitReadings(device, 1);
        var row = database.hold(
                "select from device_channel where device = (select id from device where device_id = ?) for update",
                device.id);
        for (var i = 1; i <= 20; i++) {
            broker.publish(topic, device.reading(Map.of("t", i)));
        }
        Eventually.value("the server has it and waits for the row", PATIENCE, MqttIT::waiting, there -> there);
        var pid = muster.serverPid();
        var process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        row.close();
        assertThat(readings(device)).as("nothing of it was committed").isEqualTo(1);
        broker.publish(topic, device.reading(Map.of("t", 21)));

        Eventually.value("ready", PATIENCE, () -> muster.isReady() && muster.serverPid() != pid, ready -> ready);
        awaitReadings(device, 22);
        assertThat(database.texts(
                        "select count(distinct data ->> 't') from reading r join device d on d.id = r.device where d.device_id = ?",
                        device.id))
                .containsExactly("22");
        awaitListening();
    }

    @Test
    void mosquitto_pub_is_understood() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(MOSQUITTO_PUB), MOSQUITTO_PUB + " is missing: this is NOT tested here");
        var device = allowed();
        var published = new ProcessBuilder(
                        MOSQUITTO_PUB.toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(broker.port),
                        "-q",
                        "1",
                        "-t",
                        topic(device),
                        "-m",
                        device.reading(Map.of("t", 1)).toString())
                .inheritIO()
                .start();
        assertThat(published.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(published.exitValue()).isZero();
        awaitReadings(device, 1);
    }

    private static WireDevice allowed() {
        var device = WireDevice.enrolled(muster, "mqtt");
        muster.admin().put(device.path("/mqtt"), Map.of("allowed", true)).expect(200);
        return device;
    }

    private static String topic(WireDevice device) {
        return muster.admin()
                .get(device.path("/mqtt"))
                .expect(200)
                .data()
                .path("topic")
                .asText();
    }

    private static void awaitReadings(WireDevice device, long many) {
        Eventually.value("readings", PATIENCE, () -> readings(device), seen -> seen >= many);
        assertThat(readings(device)).isEqualTo(many);
    }

    private static long readings(WireDevice device) {
        return Long.parseLong(database.texts(
                        "select count(*) from reading r join device d on d.id = r.device where d.device_id = ?",
                        device.id)
                .get(0));
    }

    private static boolean waiting() {
        return !database.texts(
                        "select pid from pg_stat_activity where wait_event_type = 'Lock' and usename = 'muster_app'")
                .isEmpty();
    }

    private static double refused(String code) {
        return Figures.of(muster).value("muster_mqtt_refused_total{code=\"" + code + "\"}");
    }

    private static boolean listening() {
        return Figures.of(muster).value("muster_mqtt_connected") == 1;
    }

    private static void awaitListening() {
        Eventually.value("listening to the broker", PATIENCE, MqttIT::listening, there -> there);
    }
}
