package dev.muster.platform;

import dev.muster.protocol.crypto.Hkdf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key-encryption key (KEK): 32 bytes in a file. What it seals is
 *
 * <pre>
 * version 2   02 | id, 4 bytes | nonce, 12 bytes | ciphertext | tag, 16 bytes   authenticated with 02 | id | purpose
 * version 1   01 |               nonce, 12 bytes | ciphertext | tag, 16 bytes   authenticated with purpose; only read
 * </pre>
 *
 * The id is derived from the key. It tells keys apart and says nothing about them.
 */
public final class Kek {

    public static final int BYTES = 32;
    static final int ID = 4;
    static final byte VERSION = 2;
    static final byte VERSION_1 = 1;

    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final SecretKeySpec key;
    private final byte[] id;

    private Kek(Path file, byte[] bytes) {
        this.file = file;
        this.key = new SecretKeySpec(bytes, "AES");
        this.id = id(bytes);
    }

    /** @throws IllegalStateException saying what is wrong with the file */
    public static Kek read(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            if (bytes.length != BYTES) {
                throw new IllegalStateException(
                        "the key-encryption key " + file + " has " + bytes.length + " bytes, not " + BYTES);
            }
            if (Files.getFileStore(file).supportsFileAttributeView("posix") && readableByOthers(file)) {
                throw new IllegalStateException(
                        "the key-encryption key " + file + " is readable by others: chmod 600 it");
            }
            return new Kek(file, bytes);
        } catch (IOException e) {
            throw new IllegalStateException("the key-encryption key " + file + " cannot be read", e);
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

    /** The id of the KEK with these bytes. */
    public static byte[] id(byte[] key) {
        return Arrays.copyOf(Hkdf.derive(key, "kek-id"), ID);
    }

    public byte[] id() {
        return id.clone();
    }

    /** The id in hex, as people see it. */
    public String name() {
        return name(id);
    }

    public static String name(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    /** The id in hex and the file. */
    @Override
    public String toString() {
        return name() + " (" + file + ")";
    }

    boolean isSameAs(Kek other) {
        return Arrays.equals(key.getEncoded(), other.key.getEncoded());
    }

    boolean hasId(byte[] other) {
        return Arrays.equals(id, other);
    }

    /** A key of its own for another use, which ends with this KEK. */
    byte[] derive(String use) {
        return Hkdf.derive(key.getEncoded(), use);
    }

    /** Of version 2. */
    public byte[] seal(String purpose, byte[] secret) {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, 0);
            cipher.updateAAD(header());
            cipher.updateAAD(bytes(purpose));
            return ByteBuffer.allocate(1 + ID + NONCE + secret.length + TAG)
                    .put(header())
                    .put(nonce)
                    .put(cipher.doFinal(secret))
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot seal " + purpose, e);
        }
    }

    /**
     * Of either version.
     *
     * @throws GeneralSecurityException where it was sealed under another key or for another purpose, or has changed
     */
    byte[] unseal(String purpose, byte[] sealed) throws GeneralSecurityException {
        var head = sealed[0] == VERSION ? 1 + ID : 1;
        var cipher = cipher(Cipher.DECRYPT_MODE, sealed, head);
        if (sealed[0] == VERSION) {
            cipher.updateAAD(header());
        }
        cipher.updateAAD(bytes(purpose));
        return cipher.doFinal(sealed, head + NONCE, sealed.length - head - NONCE);
    }

    /** The id a value of version 2 names; none for version 1. */
    static byte[] idOf(byte[] sealed) {
        return sealed[0] == VERSION ? Arrays.copyOfRange(sealed, 1, 1 + ID) : new byte[0];
    }

    static boolean isSealed(byte[] value) {
        var rest = NONCE + TAG;
        return value.length >= 1 + rest && value[0] == VERSION_1
                || value.length >= 1 + ID + rest && value[0] == VERSION;
    }

    private Cipher cipher(int mode, byte[] nonce, int from) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce, from, NONCE));
        return cipher;
    }

    private byte[] header() {
        return ByteBuffer.allocate(1 + ID).put(VERSION).put(id).array();
    }

    private static byte[] bytes(String purpose) {
        return purpose.getBytes(StandardCharsets.UTF_8);
    }
}
