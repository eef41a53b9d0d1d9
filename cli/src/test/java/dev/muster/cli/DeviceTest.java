package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {
    @TempDir
    private Path home;

    private final FakeServer server =
            new FakeServer().on("GET /api/v1/devices/pump-7", """
                    {"id":"pump-7","label":"Pump 7","org":"default","state":"active","status":"late","model":"edge-box"}""").on("GET /api/v1/devices/pump-7/state", """
                    {"deviceId":"pump-7","lastSeen":"2026-11-20T11:58:00.000Z",
                     "liveness":{"socketOpen":true,"reporting":false,"late":true,"silent":false,
                       "lastContactAt":"2026-11-20T11:58:00.000Z","cadenceSec":60.0,"socketNode":"a",
                       "socketSince":"2026-11-20T11:00:00.000Z"},
                     "transports":{"wifi":{"admin":true,"up":true,"ssid":"pl\\u001bant","rssiDbm":-61,"sent":512,"failed":3},
                       "cell":{"admin":false,"up":false},"loopback":{"up":true},"switches":4},
                     "errlog":{"seq":17,"unread":2,"worst":"ERROR"},"firmware":"1.4.2","agent":"muster-agent/0.1",
                     "latest":{"ts":"2026-11-20T11:58:00.000Z","transport":"wifi","rttMs":43,"uptimeSec":93784,
                       "freeHeapBytes":181200,"values":{"temperature":21.5,"door":"open","mem_available_bytes":17716740096,"host_uptime_s":16688}}}""");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person.Result types(String... args) {
        return new Person(home).at(server).types(args);
    }

    @Test
    void liveness_comes_with_its_evidence_and_the_latest_reading() {
        var result = types("device", "show", "pump-7");
        assertThat(result.out()).isEqualTo("""
                        pump-7  Pump 7
                          Status              late
                          State               active in org default
                          Socket              open, since 1 h ago at node a
                          Contact             late: last 2 min ago, usually every 1 min
                          Model               edge-box
                          Firmware            1.4.2, agent muster-agent/0.1
                          Error log           2 ERROR, last is 17
                          Transport wifi      up, pl\\x1bant, -61 dBm, 512 sent, 3 failed
                          Transport cell      –
                          Transport loopback  up
                          Latest              2 min ago over wifi, 43 ms, up 1 d 2 h, 176 KiB heap free
                            temperature          21.5
                            door                 open
                            mem_available_bytes  16 GiB
                            host_uptime_s        4 h 38 min
                        """);
        assertThat(result.exit()).isZero();
    }

    @Test
    void a_device_not_heard_since_the_server_was_away_is_not_sure() {
        server.on("GET /api/v1/devices/pump-7/state", """
                    {"deviceId":"pump-7","liveness":{"reporting":true,"lastContactAt":"2026-11-20T11:59:00.000Z",
                     "outages":[{"from":"2026-11-20T11:59:02.000Z","to":"2026-11-20T12:00:22.000Z"}]}}""");
        assertThat(types("device", "show", "pump-7").out())
                .contains("reporting: last 1 min ago; not heard since the server was away, sure in 22 s");
        server.on("GET /api/v1/devices/pump-7/state", """
                    {"deviceId":"pump-7","liveness":{"reporting":true,"lastContactAt":"2026-11-20T11:59:55.000Z",
                     "outages":[{"from":"2026-11-20T11:59:02.000Z","to":"2026-11-20T12:00:22.000Z"}]}}""");
        assertThat(types("device", "show", "pump-7").out()).doesNotContain("not heard");
    }

    @Test
    void a_device_that_never_reported_has_nothing_to_show_and_says_so() {
        server.on("GET /api/v1/devices/pump-7/state", "{\"deviceId\":\"pump-7\",\"lastSeen\":null,\"latest\":null}");
        assertThat(types("device", "show", "pump-7").out()).contains("no reading yet");
    }

    @Test
    void json_holds_both_answers() throws Exception {
        var json = Json.mapper()
                .readTree(types("device", "show", "pump-7", "--json").out());
        assertThat(json.path("device").path("label").asText()).isEqualTo("Pump 7");
        assertThat(json.path("state").path("liveness").path("late").asBoolean()).isTrue();
    }

    @Test
    void an_unknown_device_is_refused_by_the_server() {
        server.refuses("GET /api/v1/devices/pump-8", 404, "not-found", "There is no device pump-8");
        var result = types("device", "show", "pump-8");
        assertThat(result.err()).isEqualTo("There is no device pump-8. (request r-1)\n");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void what_is_no_id_is_wrong_usage() {
        assertThat(types("device", "show", "a/b").exit()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
    }
}
