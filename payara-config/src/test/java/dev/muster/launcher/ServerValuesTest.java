package dev.muster.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerValuesTest {

    private static final Map<String, String> DEFAULTS = Map.of(
            "MUSTER_TOKEN_LIFE", "PT24H",
            "MUSTER_TOKEN_IDLE", "P14D",
            "MUSTER_CHECKIN_INTERVAL_SECONDS", "60",
            "MUSTER_WS_QUERY_TOKEN", "false",
            "MUSTER_NODE_NAME", "node-1",
            "MUSTER_SMTP_URL", "");

    @ParameterizedTest
    @CsvSource({
        "MUSTER_TOKEN_LIFE, 24h, a duration",
        "MUSTER_TOKEN_LIFE, PT-1H, a duration",
        "MUSTER_TOKEN_IDLE, 14, a number of days",
        "MUSTER_CHECKIN_INTERVAL_SECONDS, abc, a whole number",
        "MUSTER_CHECKIN_INTERVAL_SECONDS, -1, a whole number",
        "MUSTER_CHECKIN_INTERVAL_SECONDS, 99999999999, a whole number",
        "MUSTER_WS_QUERY_TOKEN, yes, true or false"
    })
    void a_value_of_another_kind_stops_the_start_and_is_named(String name, String value, String wanted) {
        assertThatThrownBy(() -> ServerValues.check(Map.of(name, value), DEFAULTS))
                .isInstanceOf(StartRefused.class)
                .hasMessageStartingWith(name + " has to be " + wanted)
                .hasMessageEndingWith("not " + value);
    }

    @Test
    void values_of_their_kind_and_text_of_any_pass() {
        var given = Map.of(
                "MUSTER_TOKEN_LIFE", "P2D",
                "MUSTER_TOKEN_IDLE", "PT48H",
                "MUSTER_CHECKIN_INTERVAL_SECONDS", "5",
                "MUSTER_WS_QUERY_TOKEN", "true",
                "MUSTER_NODE_NAME", "anything at all",
                "MUSTER_HTTP_PORT", "9090");
        assertThatCode(() -> ServerValues.check(given, DEFAULTS)).doesNotThrowAnyException();
    }
}
