package dev.muster.launcher;

import dev.muster.platform.Kek;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** The key-encryption keys of a data folder: {@code kek}, and {@code kek.former} while values are moved away from it. */
final class KekFiles {

    static final String CURRENT = "kek";
    static final String FORMER = "kek.former";

    private final DataFolder data;

    KekFiles(DataFolder data) {
        this.data = data;
    }

    Path current() {
        return data.path(CURRENT);
    }

    Optional<Path> former() {
        return Optional.of(data.path(FORMER)).filter(Files::exists);
    }

    /**
     * Keeps the key as the former one and puts a new one in its place. Killed between the two, it leaves a folder that
     * starts as before, and goes on where it is called again.
     *
     * @throws StartRefused where there is no key, or values are still moved away from an earlier one
     */
    void rotate() {
        if (!Files.exists(current())) {
            throw new StartRefused("there is no key-encryption key " + current() + " to rotate: start Muster first");
        }
        read(current());
        var key = data.read(CURRENT);
        if (former().isPresent() && !MessageDigest.isEqual(data.read(FORMER), key)) {
            throw new StartRefused("a rotation is under way already, away from " + data.path(FORMER)
                    + ": ./muster rotate-kek --finish ends it");
        }
        data.replace(FORMER, key);
        data.replace(CURRENT, another(key));
    }

    /** @throws StartRefused saying what is wrong with the file */
    static Kek read(Path file) {
        try {
            return Kek.read(file);
        } catch (IllegalStateException e) {
            throw new StartRefused(e.getMessage(), e);
        }
    }

    void forgetFormer() {
        data.forget(FORMER);
    }

    private static byte[] another(byte[] key) {
        var next = new byte[Kek.BYTES];
        do {
            new SecureRandom().nextBytes(next);
        } while (Arrays.equals(Kek.id(next), Kek.id(key)));
        return next;
    }
}
