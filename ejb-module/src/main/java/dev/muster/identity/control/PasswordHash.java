package dev.muster.identity.control;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) at OWASP's 19 MiB, two passes, one lane, in PHC strings. Knows nothing of a server: the launcher
 * makes hashes too.
 */
public final class PasswordHash {

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$([^$]+)\\$([^$]+)");

    private static final SecureRandom RANDOM = new SecureRandom();

    private PasswordHash() {}

    /** A new hash, with a salt of its own. The same text typed at another keyboard is the same password (NFKC). */
    public static String of(String password) {
        var salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        var hash = argon2(normal(password), salt, MEMORY_KIB, PASSES, LANES);
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    /**
     * Whether the password gave that hash, compared in constant time. Hashes of old are of the password as it was typed:
     * where that differs it is tried too, also for a hash that nobody has, so that the time says nothing.
     */
    public static boolean fits(String password, String phc) {
        var normal = normal(password);
        return gave(normal, phc) || (!normal.equals(password) && gave(password, phc));
    }

    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private static boolean gave(String password, String phc) {
        var parts = PHC.matcher(phc);
        if (!parts.matches()) {
            throw new IllegalStateException("a stored password hash is not Argon2id");
        }
        var base64 = Base64.getDecoder();
        var actual = argon2(
                password,
                base64.decode(parts.group(4)),
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3)));
        return MessageDigest.isEqual(base64.decode(parts.group(5)), actual);
    }

    private static byte[] argon2(String password, byte[] salt, int memoryKib, int passes, int lanes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withSalt(salt)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .build());
        var hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
