package dev.muster.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.protocol.crypto.Base64Url;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class OperatorSignatureTest {

    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    private static final OperatorSignature SIGNED = new OperatorSignature(
            "pump-7",
            UUID.fromString("0199e3a0-0000-7000-8000-000000000001"),
            "pull_logs",
            Json.object().put("lines", 20),
            Instant.parse("2026-11-20T11:36:00.123Z"),
            Instant.parse("2026-11-20T11:46:00Z"));

    /** The text is written out here: members in the order of RFC 8785, times with milliseconds. */
    @Test
    void it_covers_the_canonical_json_of_the_contract() throws Exception {
        var text = "{\"args\":{\"lines\":20},\"deviceId\":\"pump-7\",\"expiresAt\":\"2026-11-20T11:46:00.000Z\","
                + "\"id\":\"0199e3a0-0000-7000-8000-000000000001\",\"issuedAt\":\"2026-11-20T11:36:00.123Z\","
                + "\"type\":\"pull_logs\"}";
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        var expected = Base64Url.encode(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        assertThat(SIGNED.with(KEY)).isEqualTo(expected);
        assertThat(SIGNED.matches(expected, KEY)).isTrue();
    }

    @Test
    void another_text_or_what_is_no_base64url_does_not_match() {
        assertThat(SIGNED.matches("", KEY)).isFalse();
        assertThat(SIGNED.matches("%%%", KEY)).isFalse();
        assertThat(SIGNED.matches(SIGNED.with(new byte[32]), KEY)).isFalse();
    }
}
