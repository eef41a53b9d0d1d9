package dev.muster.protocol;

import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.CanonicalJson;
import dev.muster.protocol.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** The signature over a command's result, section 5. */
final class ResultSignature {

    private ResultSignature() {}

    static String of(CommandResult result, String deviceId, byte[] secret) {
        return Base64Url.encode(mac(result, deviceId, secret));
    }

    static boolean matches(CommandResult result, String deviceId, byte[] secret) {
        if (result.signature() == null) {
            return false;
        }
        return Base64Url.decode(result.signature())
                .map(given -> MessageDigest.isEqual(given, mac(result, deviceId, secret)))
                .orElse(false);
    }

    private static byte[] mac(CommandResult result, String deviceId, byte[] secret) {
        var signed = Json.object()
                .put("deviceId", deviceId)
                .put("id", result.id().toString())
                .put("success", result.success());
        if (result.output() != null) {
            signed.put("output", result.output());
        }
        if (result.exitCode() != null) {
            signed.put("exitCode", result.exitCode());
        }
        signed.put("finishedAt", Json.time(result.finishedAt()));
        return Hmac.sha256(secret, CanonicalJson.of(signed).getBytes(StandardCharsets.UTF_8));
    }
}
