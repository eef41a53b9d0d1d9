package dev.muster.identity.entity;

import dev.muster.platform.Refusal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A write that its client may send again: the key it chose, and SHA-256 of all that makes the request what it is. The
 * key is what {@code Idempotency-Key} carries (draft-ietf-httpapi-idempotency-key-header-07): 1 to 128 characters.
 */
public record KeyedRequest(String key, byte[] hash) {

    public static final int LONGEST_KEY = 128;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._~:@+/=-]{1," + LONGEST_KEY + "}");

    public KeyedRequest {
        if (!KEY.matcher(key).matches()) {
            throw Refusal.of(
                    400,
                    "idempotency-key",
                    "Idempotency-Key has 1 to " + LONGEST_KEY
                            + " letters, digits or . _ ~ : @ + / = -, in quotes or not");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyedRequest that && key.equals(that.key) && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return "KeyedRequest[" + key + ", " + HexFormat.of().formatHex(hash) + "]";
    }
}
