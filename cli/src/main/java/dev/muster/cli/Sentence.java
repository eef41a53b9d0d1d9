package dev.muster.cli;

import java.util.regex.Pattern;

/** Turns messages of others into sentences that can stand among ours. */
final class Sentence {
    private static final Pattern FIRST_WORD = Pattern.compile("\\p{L}+[ ,.!?;]");

    private Sentence() {}

    /** With a full stop at the end and a capital letter at the beginning, but for what may be an id or a name of a member. */
    static String of(String message) {
        var text = message == null ? "" : message.strip();
        if (text.isEmpty()) {
            return "";
        }
        var ended = ".!?".indexOf(text.charAt(text.length() - 1)) < 0 ? text + "." : text;
        return FIRST_WORD.matcher(ended).lookingAt()
                ? Character.toUpperCase(ended.charAt(0)) + ended.substring(1)
                : ended;
    }
}
