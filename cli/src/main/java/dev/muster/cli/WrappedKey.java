package dev.muster.cli;

import dev.muster.protocol.crypto.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A signing key under a passphrase: AES-256-GCM, keyed by PBKDF2-SHA256; the id is authenticated with it. All members
 * are base64url. The portal keeps the same object in the browser, so that a key can go from one to the other.
 */
record WrappedKey(int v, UUID id, int iterations, String salt, String iv, String wrapped) {

    static final int ITERATIONS = 600_000;

    /** Fewest characters of a passphrase. */
    static final int PASSPHRASE = 12;

    private static final int VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int IV_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    static WrappedKey of(UUID id, byte[] key, char[] passphrase) {
        var salt = random(SALT_BYTES);
        var iv = random(IV_BYTES);
        var wrapped = crypt(Cipher.ENCRYPT_MODE, id, key, passphrase, ITERATIONS, salt, iv);
        return new WrappedKey(
                VERSION,
                id,
                ITERATIONS,
                Base64Url.encode(salt),
                Base64Url.encode(iv),
                Base64Url.encode(wrapped.orElseThrow()));
    }

    /** Empty where the passphrase is another, or the object was tampered with. */
    Optional<byte[]> open(char[] passphrase) {
        return crypt(Cipher.DECRYPT_MODE, id, bytes(wrapped), passphrase, iterations, bytes(salt), bytes(iv));
    }

    /** Whether this is such an object, and worth its passphrase. */
    boolean isSound() {
        return v == VERSION
                && id != null
                && iterations >= ITERATIONS
                && iterations <= 100 * ITERATIONS
                && bytes(salt).length >= SALT_BYTES
                && bytes(iv).length == IV_BYTES
                && bytes(wrapped).length > TAG_BITS / 8;
    }

    static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text == null ? new byte[0] : Base64Url.decode(text).orElse(new byte[0]);
    }

    private static Optional<byte[]> crypt(
            int mode, UUID id, byte[] data, char[] passphrase, int iterations, byte[] salt, byte[] iv) {
        try {
            var derived = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(passphrase, salt, iterations, 256));
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(derived.getEncoded(), "AES"), new GCMParameterSpec(TAG_BITS, iv));
            cipher.updateAAD(id.toString().getBytes(StandardCharsets.UTF_8));
            return Optional.of(cipher.doFinal(data));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2WithHmacSHA256 and AES-GCM are in every Java platform", e);
        }
    }
}
