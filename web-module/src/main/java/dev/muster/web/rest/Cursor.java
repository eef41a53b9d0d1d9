package dev.muster.web.rest;

import dev.muster.platform.Refusal;
import dev.muster.protocol.crypto.Base64Url;
import java.nio.charset.StandardCharsets;

/** Cursors are opaque to clients: base64url of what the boundary wants to go on from. */
public final class Cursor {

    private Cursor() {}

    public static String encode(String position) {
        return position == null ? null : Base64Url.encode(position.getBytes(StandardCharsets.UTF_8));
    }

    /** The number behind a cursor; {@code start} where there is none. */
    public static Long decode(String cursor, Long start) {
        if (cursor == null || cursor.isEmpty()) {
            return start;
        }
        try {
            return Long.valueOf(new String(Base64Url.decode(cursor).orElseThrow(), StandardCharsets.UTF_8));
        } catch (java.util.NoSuchElementException | NumberFormatException e) {
            throw Refusal.invalid("?cursor", "cursor is not one of ours");
        }
    }
}
