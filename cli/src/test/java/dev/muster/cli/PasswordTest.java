package dev.muster.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One's own password and codes. */
class PasswordTest {
    private static final String CHANGE = "POST /api/v1/auth/password";
    private static final String STATE = "GET /api/v1/auth/totp";
    private static final String BEGIN = "POST /api/v1/auth/totp";
    private static final String CONFIRM = "POST /api/v1/auth/totp/confirm";
    private static final String DISABLE = "POST /api/v1/auth/totp/disable";
    private static final String RENEW = "POST /api/v1/auth/totp/recovery-codes";

    @TempDir
    private Path home;

    private final FakeServer server = new FakeServer()
            .on(CHANGE, "{\"sessionsEnded\":2}")
            .on(STATE, "{\"enabled\":true,\"since\":\"2026-11-01T08:00:00.000Z\",\"recoveryCodesLeft\":9}")
            .on(BEGIN, "{\"secret\":\"JBSWY3DP\",\"uri\":\"otpauth://totp/Muster\",\"qr\":{}}")
            .on(CONFIRM, "{\"recoveryCodes\":[\"abcd-efgh\",\"ijkl-mnop\"]}")
            .on(DISABLE, "true")
            .on(RENEW, "{\"recoveryCodes\":[\"qrst-uvwx\"]}");

    @AfterEach
    void stop() {
        server.close();
    }

    private Person person() {
        return new Person(home).at(server);
    }

    @Test
    void a_password_is_changed_by_two_lines_of_input_and_nothing_shows_them() throws Exception {
        var result = person().pipes("the old one\nthe new one\n").types("password");
        assertThat(result.exit()).isZero();
        assertThat(result.out()).isEqualTo("Your password is changed; 2 other sessions and keys are ended.\n");
        assertThat(result.out() + result.err()).doesNotContain("the old one", "the new one");
        assertThat(body(CHANGE))
                .isEqualTo(Json.object().put("current", "the old one").put("new", "the new one"));
    }

    @Test
    void without_a_new_password_nothing_is_sent() {
        var result = person().pipes("the old one\n").types("password");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("No password was given on standard input.");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void a_refusal_is_said_as_the_server_says_it() {
        server.refuses(CHANGE, 403, "password", "this is not your password");
        var result = person().pipes("wrong\nthe new one\n").types("password");
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).containsIgnoringCase("this is not your password");
    }

    @Test
    void codes_are_turned_on_with_the_password_and_a_code_of_the_app() throws Exception {
        var result = person().pipes("my password\n 123456 \n").types("totp", "on");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).contains("JBSWY3DP", "otpauth://totp/Muster");
        assertThat(result.out()).isEqualTo("abcd-efgh\nijkl-mnop\n");
        assertThat(body(BEGIN)).isEqualTo(Json.object().put("password", "my password"));
        assertThat(body(CONFIRM)).isEqualTo(Json.object().put("code", "123456"));
    }

    @Test
    void turning_them_off_and_other_recovery_codes_take_password_and_code() throws Exception {
        assertThat(person().pipes("my password\n123456\n").types("totp", "off").out())
                .isEqualTo("Your login asks for no code any more.\n");
        var proof = Json.object().put("password", "my password").put("totp", "123456");
        assertThat(body(DISABLE)).isEqualTo(proof);
        assertThat(person().pipes("my password\n123456\n")
                        .types("totp", "recovery-codes")
                        .out())
                .isEqualTo("qrst-uvwx\n");
        assertThat(body(RENEW)).isEqualTo(proof);
        var result = person().pipes("my password\n").types("totp", "off");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("give it on a second line of standard input");
    }

    @Test
    void how_it_stands_is_shown() {
        assertThat(person().types("totp").out())
                .isEqualTo("Your login asks for a code, since 2026-11-01T08:00:00.000Z; 9 recovery codes are left.\n");
        server.on(STATE, "{\"enabled\":false}");
        assertThat(person().types("totp").out()).contains("asks for no code", "muster totp on");
    }

    private JsonNode body(String route) throws Exception {
        var last = server.requests().stream()
                .filter(request -> route.equals(request.method() + " " + request.path()))
                .reduce((before, after) -> after)
                .orElseThrow();
        return Json.mapper().readTree(last.body());
    }
}
