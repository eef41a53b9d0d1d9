package dev.muster.protocol;

import java.time.Instant;

/**
 * Text from the other side is bytes from an attacker: capped, without control or bidirectional characters, and without
 * halves of surrogate pairs, which no UTF-8 has and a database refuses.
 */
public final class Text {

    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private Text() {}

    /** The text with control characters (but tab and newline) and bidi overrides replaced, cut to {@code max}. */
    public static String clean(String text, int max) {
        if (text == null) {
            return null;
        }
        var cut = text.length() > max ? text.substring(0, cutPoint(text, max)) : text;
        if (cut.codePoints().noneMatch(Text::unwanted)) {
            return cut;
        }
        var out = new StringBuilder(cut.length());
        cut.codePoints().forEach(c -> out.appendCodePoint(unwanted(c) ? 0xFFFD : c));
        return out.toString();
    }

    /** Whether a time has the four-digit year of RFC 3339. */
    static boolean isTime(Instant time) {
        return !time.isBefore(Instant.EPOCH) && time.isBefore(YEAR_10000);
    }

    private static int cutPoint(String text, int max) {
        return Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
    }

    private static boolean unwanted(int c) {
        return (c < 0x20 && c != '\n' && c != '\t')
                || (c >= 0x7f && c <= 0x9f)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x2028
                || c == 0x2029;
    }
}
