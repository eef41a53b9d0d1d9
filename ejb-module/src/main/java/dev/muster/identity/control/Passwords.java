package dev.muster.identity.control;

import dev.muster.platform.Refusal;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Argon2id (RFC 9106) at OWASP's 19 MiB, two passes, one lane, in PHC strings. Few run at once: each takes its memory,
 * and a storm of logins must not take all of it.
 */
@ApplicationScoped
public class Passwords {

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int HASH_BYTES = 32;
    private static final int SALT_BYTES = 16;

    /** Who may wait for a turn; more are refused at once, or they would hold all request threads. */
    private static final int WAITING = 16;

    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,2}),p=(\\d{1,2})\\$([^$]+)\\$([^$]+)");

    @Inject
    @ConfigProperty(name = "muster.login.parallel")
    private int parallel;

    private final SecureRandom random = new SecureRandom();
    private Semaphore turns;
    private String dummy;

    @PostConstruct
    void prepare() {
        turns = new Semaphore(parallel, true);
        dummy = hash("nobody has this password");
    }

    public String hash(String password) {
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var hash = argon2(password, salt, MEMORY_KIB, PASSES, LANES);
        var base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$" + base64.encodeToString(salt)
                + "$" + base64.encodeToString(hash);
    }

    /** Whether the password fits; takes the same time for a person who does not exist ({@code phc} null). */
    public boolean fits(String password, String phc) {
        var parts = PHC.matcher(phc == null ? dummy : phc);
        if (!parts.matches()) {
            throw new IllegalStateException("a stored password hash is not Argon2id");
        }
        var base64 = Base64.getDecoder();
        var expected = base64.decode(parts.group(5));
        var actual = inTurn(() -> argon2(
                password,
                base64.decode(parts.group(4)),
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Integer.parseInt(parts.group(3))));
        return MessageDigest.isEqual(expected, actual) && phc != null;
    }

    private byte[] inTurn(java.util.function.Supplier<byte[]> work) {
        try {
            if (turns.getQueueLength() >= WAITING || !turns.tryAcquire(3, TimeUnit.SECONDS)) {
                throw Refusal.unavailable("busy", "too many people are signing in at once; try again in a moment", 3);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("busy", "the server is stopping; try again in a moment", 3);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
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
