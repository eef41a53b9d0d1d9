package dev.muster.platform;

import dev.muster.protocol.Json;
import java.util.regex.Pattern;

/** Values as the text of a {@code jsonb} parameter. PostgreSQL has no place for NUL: it becomes U+FFFD. */
public final class JsonColumn {

    /** The escape itself, not an escaped backslash before the letters u0000. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private JsonColumn() {}

    public static String of(Object value) {
        var json = Json.write(value);
        return json.contains("\\u0000") ? NUL.matcher(json).replaceAll("$1\\\\ufffd") : json;
    }
}
