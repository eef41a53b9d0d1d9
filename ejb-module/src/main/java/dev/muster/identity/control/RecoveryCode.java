package dev.muster.identity.control;

import dev.muster.protocol.crypto.ContentDigest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.util.encoders.Base32;

/**
 * Codes for a day without the authenticator: 80 random bits each, as {@code abcd-efgh-ijkl-mnop}. That many need no slow
 * hash.
 */
public final class RecoveryCode {

    private static final int COUNT = 10;
    private static final int BYTES = 10;
    private static final Pattern FORM = Pattern.compile("[a-z2-7]{16}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private RecoveryCode() {}

    public static List<String> fresh() {
        return Stream.generate(RecoveryCode::one).limit(COUNT).toList();
    }

    /** Hash of what somebody typed, whatever they put between the letters; empty where it is no such code. */
    public static Optional<byte[]> hash(String typed) {
        var letters = typed.replaceAll("[\\s-]", "").toLowerCase(Locale.ROOT);
        return FORM.matcher(letters).matches()
                ? Optional.of(ContentDigest.sha256(letters.getBytes(StandardCharsets.US_ASCII)))
                : Optional.empty();
    }

    private static String one() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base32.toBase32String(bytes).toLowerCase(Locale.ROOT).replaceAll("(.{4})(?=.)", "$1-");
    }
}
