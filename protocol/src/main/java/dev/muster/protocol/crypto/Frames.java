package dev.muster.protocol.crypto;

import dev.muster.protocol.Limits;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Frames of one device (section 7): JSON of a message or check-in with a MAC around it, encrypted or not.
 *
 * <pre>
 * offset 0  2 bytes  magic 0x4D 0x46
 *        2  1 byte   version 1
 *        3  1 byte   flags; bit 0 = FRAME_FLAG_ENCRYPTED; others must be 0
 *        4  4 bytes  payload length, big-endian
 *        8 [12 bytes nonce, only when encrypted]
 *           payload  (encrypted: AES-256-GCM ciphertext and 16-byte tag)
 *           32 bytes HMAC-SHA256 over all before it
 * </pre>
 *
 * The MAC is checked before anything else is done with the content. Immutable, and safe for many threads.
 */
public final class Frames {

    /** Of a check-in's body that is one frame. */
    public static final String MEDIA_TYPE = "application/vnd.muster.frame";

    public static final byte FRAME_FLAG_ENCRYPTED = 1;

    /** What a frame adds to its payload at most. */
    public static final int OVERHEAD = 8 + 12 + 16 + 32;

    private static final byte[] MAGIC = {0x4D, 0x46};
    private static final byte VERSION = 1;
    private static final int HEADER = 8;
    private static final int NONCE = 12;
    private static final int TAG = 16;
    private static final int MAC = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] macKey;
    private final SecretKeySpec aeadKey;

    /** A frame that is not this device's, or none at all; {@code getMessage} says which, and nothing of its content. */
    public static final class BadFrame extends Exception {
        private static final long serialVersionUID = 1;

        BadFrame(String message) {
            super(message);
        }
    }

    /** @param payload what the frame carried, in clear */
    public record Opened(byte[] payload, boolean encrypted) {}

    private Frames(byte[] secret) {
        this.macKey = Hkdf.derive(secret, "frame-mac");
        this.aeadKey = new SecretKeySpec(Hkdf.derive(secret, "frame-aead"), "AES");
    }

    /** Of the device with that secret. */
    public static Frames of(byte[] secret) {
        return new Frames(secret);
    }

    /** A frame that anybody can read and only this device, or its server, can have made. */
    public byte[] plain(byte[] payload) {
        var frame = begin((byte) 0, payload.length, payload.length);
        frame.put(payload);
        return end(frame);
    }

    /** A frame that only this device and its server can read. */
    public byte[] encrypted(byte[] payload) {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        return encrypted(payload, nonce);
    }

    /** With a nonce of the test vectors; never use one twice. */
    byte[] encrypted(byte[] payload, byte[] nonce) {
        var length = payload.length + TAG;
        var frame = begin(FRAME_FLAG_ENCRYPTED, length, NONCE + length);
        frame.put(nonce);
        try {
            var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, frame.array());
            cipher.doFinal(payload, 0, payload.length, frame.array(), frame.position());
            frame.position(frame.position() + length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is in every Java platform", e);
        }
        return end(frame);
    }

    /**
     * @throws BadFrame where magic, version, flags or length are not a frame's, or MAC or tag do not hold
     */
    public Opened open(byte[] frame) throws BadFrame {
        if (frame.length < HEADER + MAC || frame[0] != MAGIC[0] || frame[1] != MAGIC[1]) {
            throw new BadFrame("this is no frame");
        }
        if (frame[2] != VERSION) {
            throw new BadFrame("frames of version " + VERSION + " are taken, not " + (frame[2] & 0xFF));
        }
        if ((frame[3] & ~FRAME_FLAG_ENCRYPTED) != 0) {
            throw new BadFrame("a flag that is not known");
        }
        var encrypted = (frame[3] & FRAME_FLAG_ENCRYPTED) != 0;
        var length = ByteBuffer.wrap(frame).getInt(4);
        var from = HEADER + (encrypted ? NONCE : 0);
        if (length < (encrypted ? TAG : 0)
                || length > Limits.CHECKIN_BYTES + TAG
                || (long) from + length + MAC != frame.length) {
            throw new BadFrame("the length does not fit");
        }
        var end = frame.length - MAC;
        var mac = Hmac.sha256(macKey, Arrays.copyOf(frame, end));
        if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(frame, end, frame.length))) {
            throw new BadFrame("the MAC does not hold");
        }
        return new Opened(encrypted ? decrypt(frame, from, length) : Arrays.copyOfRange(frame, from, end), encrypted);
    }

    private byte[] decrypt(byte[] frame, int from, int length) throws BadFrame {
        try {
            var nonce = Arrays.copyOfRange(frame, HEADER, HEADER + NONCE);
            return cipher(Cipher.DECRYPT_MODE, nonce, frame).doFinal(frame, from, length);
        } catch (AEADBadTagException e) {
            throw new BadFrame("the tag does not hold");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is in every Java platform", e);
        }
    }

    /** The first eight bytes are authenticated with the ciphertext: the flag cannot be stripped. */
    private Cipher cipher(int mode, byte[] nonce, byte[] frame) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, aeadKey, new GCMParameterSpec(8 * TAG, nonce));
        cipher.updateAAD(frame, 0, HEADER);
        return cipher;
    }

    private static ByteBuffer begin(byte flags, int length, int rest) {
        return ByteBuffer.allocate(HEADER + rest + MAC)
                .put(MAGIC)
                .put(VERSION)
                .put(flags)
                .putInt(length);
    }

    private byte[] end(ByteBuffer frame) {
        return frame.put(Hmac.sha256(macKey, Arrays.copyOf(frame.array(), frame.position())))
                .array();
    }
}
