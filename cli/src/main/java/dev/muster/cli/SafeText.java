package dev.muster.cli;

/**
 * Text that devices and people wrote, made harmless for a terminal.
 *
 * <p>A device label, an SSID or a command's output may hold escape sequences that retitle the operator's window, hide
 * lines or answer a query into the operator's shell. Everything printed passes through here: control characters,
 * invisible formatting characters (bidirectional overrides, zero-width ones, tags) and lone surrogates become visible
 * escapes such as {@code \x1b} and {@code \u202e}.
 */
final class SafeText {
    private SafeText() {}

    /** One line: line breaks and tabs are made visible too, so that a value cannot forge a second table row. */
    static String line(String text) {
        return rewrite(text, false);
    }

    /** Several lines, for a command's output: line feeds and tabs stay, {@code \r\n} becomes {@code \n}. */
    static String block(String text) {
        return rewrite(text.replace("\r\n", "\n"), true);
    }

    /**
     * JSON text with the same characters written as JSON escapes. Such characters occur only inside strings of compact
     * JSON, so the value stays exactly what it was.
     */
    static String json(String json) {
        if (json.codePoints().noneMatch(SafeText::isUnsafe)) {
            return json;
        }
        var safe = new StringBuilder(json.length() + 32);
        json.codePoints().forEach(c -> {
            if (isUnsafe(c)) {
                for (var unit : Character.toChars(c)) {
                    safe.append(String.format("\\u%04x", (int) unit));
                }
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }

    /** Columns that a (safe) text takes on a terminal: East Asian wide characters and emoji take two, accents none. */
    static int width(String text) {
        return text.codePoints().map(SafeText::width).sum();
    }

    /** The longest beginning of a (safe) text that fits, with an ellipsis in place of what is cut. */
    static String fit(String text, int columns) {
        if (width(text) <= columns) {
            return text;
        }
        var kept = new StringBuilder();
        var used = 0;
        for (var c : text.codePoints().toArray()) {
            used += width(c);
            if (used > columns - 1) {
                break;
            }
            kept.appendCodePoint(c);
        }
        return columns < 1 ? "" : kept.append('…').toString();
    }

    private static String rewrite(String text, boolean keepLines) {
        if (text.codePoints().noneMatch(SafeText::isUnsafe)) {
            return text;
        }
        var safe = new StringBuilder(text.length() + 32);
        text.codePoints().forEach(c -> {
            if (!isUnsafe(c) || keepLines && (c == '\n' || c == '\t')) {
                safe.appendCodePoint(c);
            } else {
                safe.append(escape(c));
            }
        });
        return safe.toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\u{%x}", c);
        };
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static int width(int c) {
        var type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        var wide = c >= 0x1100 && c <= 0x115f
                || c >= 0x2e80 && c <= 0xa4cf
                || c >= 0xac00 && c <= 0xd7a3
                || c >= 0xf900 && c <= 0xfaff
                || c >= 0xfe30 && c <= 0xfe6f
                || c >= 0xff00 && c <= 0xff60
                || c >= 0xffe0 && c <= 0xffe6
                || c >= 0x1f300 && c <= 0x1faff
                || c >= 0x20000 && c <= 0x3fffd;
        return wide ? 2 : 1;
    }
}
