package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.CloseCodes;
import dev.muster.protocol.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Somebody from outside is invited to one fleet, works there, and loses it while they look. */
@Order(6)
class ContractorIT {

    private static final String PASSWORD = "seven blue lanterns";
    private static final Duration AT_MOST = Duration.ofSeconds(5);

    private final RunningMuster muster = RunningMuster.get();
    private final Rest admin = muster.admin();
    private final String email = "contractor-" + UUID.randomUUID() + "@system.test";

    @Test
    void a_contractor_sees_and_commands_one_fleet_until_that_is_taken_away() {
        var theirs = WireDevice.enrolled(muster, "people");
        var other = WireDevice.enrolled(muster, "people");
        var fleet = admin.post("/api/v1/fleets", Map.of("name", "Bench " + email))
                .expect(201)
                .data()
                .path("id")
                .asText();
        admin.post("/api/v1/fleets/" + fleet + "/devices", Map.of("deviceIds", List.of(theirs.id)))
                .expect(200);
        var user = invited(fleet);
        var contractor = muster.anonymous().signIn(email, PASSWORD);

        assertThat(contractor.get("/api/v1/devices").expect(200).data().findValuesAsText("id"))
                .containsExactly(theirs.id);
        assertThat(contractor.get(theirs.path("")).status()).isEqualTo(200);
        assertThat(contractor.get(other.path("")).status()).isEqualTo(404);
        assertThat(contractor
                        .post(theirs.path("/commands"), Map.of("command", Map.of("type", "ping")))
                        .status())
                .isEqualTo(200);
        assertThat(contractor
                        .post(other.path("/commands"), Map.of("command", Map.of("type", "ping")))
                        .status())
                .isEqualTo(404);
        assertThat(contractor.get("/api/v1/users").status()).isEqualTo(403);

        try (var dashboard = Socket.open(muster.socketAt("/ws/dashboard"), contractor.token());
                var one = theirs.online();
                var two = other.online()) {
            dashboard.send(Json.object().put("type", "subscribe"));
            two.send(other.reading(Map.of("temperature", 1)));
            two.next("event_ack");
            one.send(theirs.reading(Map.of("temperature", 2)));
            one.next("event_ack");
            assertThat(dashboard.next("reading").path("deviceId").asText())
                    .as("the other device's reading was committed before")
                    .isEqualTo(theirs.id);
            admin.call("DELETE", "/api/v1/users/" + user, null).expect(200);
            assertThat(dashboard.awaitClose(AT_MOST).code()).isEqualTo(CloseCodes.UNAUTHENTICATED);
        }
        assertThat(contractor.get("/api/v1/devices").status()).isEqualTo(404);
    }

    /** The id of somebody who has accepted an invitation into that fleet. */
    private String invited(String fleet) {
        var invited = admin.post(
                        "/api/v1/users",
                        Map.of("email", email, "fleets", List.of(Map.of("fleet", fleet, "role", "OPERATOR"))))
                .expect(201)
                .data();
        var token = invited.path("invitation").path("token").asText();
        assertThat(muster.anonymous()
                        .post("/api/v1/auth/invitations/accept", Map.of("token", token, "password", "short"))
                        .status())
                .isEqualTo(422);
        muster.anonymous()
                .post("/api/v1/auth/invitations/accept", Map.of("token", token, "password", PASSWORD))
                .expect(200);
        return invited.path("user").path("id").asText();
    }
}
