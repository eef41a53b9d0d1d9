package dev.muster.platform;

import dev.muster.protocol.crypto.Hkdf;
import dev.muster.protocol.crypto.Hmac;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Seals what the database must not know in the clear, with AES-256-GCM under the key-encryption key (KEK): 32 bytes in
 * the file {@code muster.kek.path}. No KEK, no start. A sealed value is one version byte, a 12-byte nonce, ciphertext
 * and tag; the purpose is authenticated with it, so that a value cannot be moved to another row.
 */
@ApplicationScoped
public class Vault {

    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    @Inject
    @ConfigProperty(name = "muster.kek.path")
    private Optional<String> kekPath;

    private final SecureRandom random = new SecureRandom();
    private volatile SecretKeySpec kek;

    /** @throws IllegalStateException saying what is wrong with the KEK file */
    public void open() {
        var path = Path.of(kekPath.orElseThrow(
                () -> new IllegalStateException("no key-encryption key: set MUSTER_KEK_PATH to a file of 32 bytes")));
        try {
            var bytes = Files.readAllBytes(path);
            if (bytes.length != 32) {
                throw new IllegalStateException(
                        "the key-encryption key " + path + " has " + bytes.length + " bytes, not 32");
            }
            if (Files.getFileStore(path).supportsFileAttributeView("posix") && readableByOthers(path)) {
                throw new IllegalStateException(
                        "the key-encryption key " + path + " is readable by others: chmod 600 it");
            }
            kek = new SecretKeySpec(bytes, "AES");
        } catch (IOException e) {
            throw new IllegalStateException("the key-encryption key " + path + " cannot be read", e);
        }
    }

    private static boolean readableByOthers(Path path) throws IOException {
        var open = Set.of(
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_READ,
                PosixFilePermission.OTHERS_WRITE);
        return Files.getPosixFilePermissions(path).stream().anyMatch(open::contains);
    }

    /** @param purpose what and whose it is, e.g. {@code device-secret:42} */
    public byte[] seal(String purpose, byte[] secret) {
        var nonce = new byte[NONCE];
        random.nextBytes(nonce);
        var sealed = crypt(Cipher.ENCRYPT_MODE, purpose, nonce, secret, 0, secret.length);
        var out = new byte[1 + NONCE + sealed.length];
        out[0] = VERSION;
        System.arraycopy(nonce, 0, out, 1, NONCE);
        System.arraycopy(sealed, 0, out, 1 + NONCE, sealed.length);
        return out;
    }

    /** @throws IllegalStateException where it was sealed under another KEK or for another purpose */
    public byte[] unseal(String purpose, byte[] sealed) {
        if (sealed.length < 1 + NONCE + TAG_BITS / 8 || sealed[0] != VERSION) {
            throw new IllegalStateException("not a sealed value: " + purpose);
        }
        var nonce = Arrays.copyOfRange(sealed, 1, 1 + NONCE);
        return crypt(Cipher.DECRYPT_MODE, purpose, nonce, sealed, 1 + NONCE, sealed.length - 1 - NONCE);
    }

    /** Of what is only compared: whoever has the database alone cannot try guesses against it. */
    public byte[] fingerprint(byte[] value) {
        return Hmac.sha256(Hkdf.derive(kek.getEncoded(), "fingerprint"), value);
    }

    private byte[] crypt(int mode, String purpose, byte[] nonce, byte[] data, int from, int length) {
        if (kek == null) {
            throw new IllegalStateException("the key-encryption key is not open");
        }
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, kek, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(purpose.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return cipher.doFinal(data, from, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot open " + purpose + ": sealed under another key-encryption key", e);
        }
    }
}
