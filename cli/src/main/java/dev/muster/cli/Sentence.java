package dev.muster.cli;

/** Turns messages of others into sentences that can stand among ours. */
final class Sentence {
    private Sentence() {}

    /** With a full stop at the end and a capital letter at the beginning. */
    static String of(String message) {
        var text = message == null ? "" : message.strip();
        if (text.isEmpty()) {
            return "";
        }
        var ended = ".!?".indexOf(text.charAt(text.length() - 1)) < 0 ? text + "." : text;
        return Character.toUpperCase(ended.charAt(0)) + ended.substring(1);
    }
}
