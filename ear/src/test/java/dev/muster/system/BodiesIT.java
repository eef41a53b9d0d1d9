package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

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
        var answer = admin.call("DELETE", fleet + "/devices", dev.muster.protocol.Json.write(which));
        assertThat(answer.expect(200).data().path("devices").asInt()).isZero();
    }

    @Test
    void what_only_reads_has_no_body() {
        var answer = admin.call("GET", "/api/v1/devices", "{}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("ambiguous-request");
    }
}
