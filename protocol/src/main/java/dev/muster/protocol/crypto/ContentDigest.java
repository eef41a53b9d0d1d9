package dev.muster.protocol.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/** {@code Content-Digest: sha-256=:…:} (RFC 9530). */
public final class ContentDigest {

    public static final String HEADER = "Content-Digest";

    /** Base64 of 32 bytes in its only form: the last letter's two spare bits are zero. */
    static final String BASE64_OF_32 = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=";

    private static final Pattern MEMBER = Pattern.compile("(?:^|,)\\s*sha-256=:(" + BASE64_OF_32 + "):\\s*(?:,|$)");

    private ContentDigest() {}

    public static String of(byte[] body) {
        return "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":";
    }

    /** Whether the header names the SHA-256 of the body. */
    public static boolean matches(String header, byte[] body) {
        if (header == null) {
            return false;
        }
        var member = MEMBER.matcher(header);
        return member.find() && MessageDigest.isEqual(Base64.getDecoder().decode(member.group(1)), sha256(body));
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every Java platform", e);
        }
    }
}
