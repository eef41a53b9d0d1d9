package dev.muster.identity.control;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes of authenticator apps: TOTP (RFC 6238) with HMAC-SHA-1, 30 s, six digits, the only kind that all apps know. */
public final class TimeCode {

    private static final int STEP_SEC = 30;
    private static final int DIGITS = 6;
    private static final int MODULO = 1_000_000;

    /** Steps that a clock may be off, either way. */
    private static final int DRIFT = 1;

    private TimeCode() {}

    public static long step(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), STEP_SEC);
    }

    /** The code of one step. */
    public static String at(byte[] secret, long step) {
        try {
            var mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            var hash = mac.doFinal(
                    java.nio.ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            // RFC 4226 section 5.3: 31 bits from where the last four say
            var number = java.nio.ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0x0f) & Integer.MAX_VALUE;
            return String.format("%0" + DIGITS + "d", number % MODULO);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no HmacSHA1", e);
        }
    }

    /** The step whose code this is, of those around now and after the last one that was used. */
    public static OptionalLong match(byte[] secret, String code, Instant now, long lastUsed) {
        var given = code.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        var found = OptionalLong.empty();
        for (var step = step(now) - DRIFT; step <= step(now) + DRIFT; step++) {
            var right =
                    MessageDigest.isEqual(given, at(secret, step).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            if (right && step > lastUsed) {
                found = OptionalLong.of(step);
            }
        }
        return found;
    }
}
