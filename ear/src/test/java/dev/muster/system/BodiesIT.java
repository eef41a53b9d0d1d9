package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Which methods may carry a body: the container refuses one with a DELETE unless it is told otherwise. */
@Order(4)
class BodiesIT extends SystemTest {

    @Test
    void a_delete_says_in_its_body_which_devices_leave_the_fleet() {
        var device = WireDevice.enrolled(muster, "bodies");
        var fleet = "/api/v1/fleets/"
                + admin.post("/api/v1/fleets", Map.of("name", "Bodies " + UUID.randomUUID()))
                        .expect(201)
                        .data()
                        .path("id")
                        .asText();
        var which = Map.of("deviceIds", List.of(device.id));
        assertThat(admin.post(fleet + "/devices", which)
                        .expect(200)
                        .data()
                        .path("devices")
                        .asInt())
                .isEqualTo(1);
        var answer = admin.call("DELETE", fleet + "/devices", Json.write(which));
        assertThat(answer.expect(200).data().path("devices").asInt()).isZero();
    }

    @Test
    void what_only_reads_has_no_body() {
        var answer = admin.call("GET", "/api/v1/devices", "{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("ambiguous-request");
    }

    /** Java's client offers HTTP/2 with the first request of each connection in clear text, and sends its body at once. */
    @Test
    void a_client_that_offers_another_protocol_is_answered_in_this_one() throws Exception {
        var eager = HttpClient.newHttpClient();
        for (var i = 0; i < 2; i++) {
            var login = HttpRequest.newBuilder(muster.at("/api/v1/auth/login"))
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            Json.write(Map.of("email", muster.adminEmail(), "password", muster.adminPassword()))))
                    .build();
            var answer = eager.send(login, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        }
    }

    /** A handshake is a GET: any other request with those headers is answered as what it is, and the next one too. */
    @Test
    void a_request_that_only_looks_like_a_handshake_is_answered_at_once() {
        var request = """
                POST /api/v1/auth/login HTTP/1.1\r
                Host: %1$s\r
                Connection: Upgrade\r
                Upgrade: websocket\r
                Content-Type: application/json\r
                Content-Length: 2\r
                \r
                {}GET /health/live HTTP/1.1\r
                Host: %1$s\r
                Connection: close\r
                \r
                """.formatted(muster.base().getAuthority());
        var began = System.nanoTime();
        var answers = RawHttp.exchange(muster.base(), request);
        assertThat(answers).contains("HTTP/1.1 401", "HTTP/1.1 200");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    }
}
