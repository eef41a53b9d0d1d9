package dev.muster.platform;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.security.SecureRandom;
import java.util.UUID;

/** Ids and credentials the server makes: UUIDv7 (RFC 9562) and 256-bit random bytes. */
public final class Ids {

    private static final NoArgGenerator UUIDS = Generators.timeBasedEpochRandomGenerator();
    private static final SecureRandom RANDOM = new SecureRandom();

    private Ids() {}

    public static UUID next() {
        return UUIDS.generate();
    }

    /** 32 bytes nobody can guess. */
    public static byte[] secret() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
