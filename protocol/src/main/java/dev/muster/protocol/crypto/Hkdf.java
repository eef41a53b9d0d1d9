package dev.muster.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** HKDF-SHA256 (RFC 5869) for keys of up to 32 bytes, with the contract's salt {@code muster/v1}. */
public final class Hkdf {

    private static final byte[] SALT = "muster/v1".getBytes(StandardCharsets.UTF_8);

    private Hkdf() {}

    /** The secret of a device under a factory key (section 2). */
    public static byte[] deviceSecret(byte[] factoryKey, String deviceId) {
        return derive(factoryKey, "device:" + deviceId);
    }

    public static byte[] derive(byte[] keyMaterial, String info) {
        return derive(keyMaterial, SALT, info.getBytes(StandardCharsets.UTF_8), 32);
    }

    static byte[] derive(byte[] keyMaterial, byte[] salt, byte[] info, int length) {
        var prk = Hmac.sha256(salt, keyMaterial);
        var out = new byte[0];
        var block = new byte[0];
        for (var i = 1; out.length < length; i++) {
            block = Hmac.sha256(prk, block, info, new byte[] {(byte) i});
            var joined = Arrays.copyOf(out, out.length + block.length);
            System.arraycopy(block, 0, joined, out.length, block.length);
            out = joined;
        }
        return Arrays.copyOf(out, length);
    }
}
