package dev.muster.identity.entity;

import java.time.Instant;

/**
 * A key-encryption key as the database knows it.
 *
 * @param id null for the one of before ids, until a start has told which it is
 * @param sealed a known text under it
 * @param version1 whether values of version 1 are under it
 * @param retiredAt null while it is in use
 */
public record KnownKek(byte[] id, byte[] sealed, boolean version1, Instant retiredAt) {

    /** What the text is sealed for, and the text. */
    public static final String CHECK = "muster key-encryption key";

    public boolean isInUse() {
        return retiredAt == null;
    }
}
