package dev.muster.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Encoded paths: what begins as an open address and means a closed one is given to nobody. */
@Order(4)
class SignInWallIT extends SystemTest {

    /** Open addresses, by how many segments lead back to the root. */
    private static final List<String> OPEN = List.of(
            "/assets/",
            "/assets/css/",
            "/health/",
            "/.well-known/",
            "/jakarta.faces.resource/",
            "/login/",
            "/identity/login/",
            "/ws/",
            "/api/v1/device/",
            "/api/v1/auth/login/");

    private static final List<String> UP =
            List.of("..", "%2e%2e", "%2E%2E", ".%2e", "%2E.", "%252e%252e", "..;", "%2e%2e;x=y", "%c0%ae%c0%ae");

    private static final List<String> CLOSED =
            List.of("openapi", "metrics", "registry/devices.xhtml", "audit/audit.xhtml", "api/v1/devices");

    @Test
    void T_P07_no_detour_over_an_open_address_leads_behind_the_wall() {
        var softly = new SoftAssertions();
        for (var open : OPEN) {
            var depth = (int) open.chars().filter(c -> c == '/').count() - 1;
            for (var up : UP) {
                for (var closed : CLOSED) {
                    var path = open + (up + "/").repeat(depth) + closed;
                    var status = status(path);
                    softly.assertThat(status).as(path).isIn("301", "302", "400", "401", "403", "404", "405");
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void the_closed_addresses_are_there_for_whoever_is_signed_in() {
        for (var closed : List.of("/openapi", "/api/v1/devices")) {
            assertThat(admin.get(closed).status()).as(closed).isEqualTo(200);
            assertThat(status(closed)).as(closed).isEqualTo("401");
        }
    }

    private String status(String path) {
        var answer = RawHttp.exchange(
                muster.base(), "GET " + path + " HTTP/1.1\nHost: " + host() + "\nConnection: close\n\n");
        return answer.isEmpty() ? "closed" : answer.split(" ")[1];
    }
}
