package dev.muster.launcher;

/** Why Muster does not start: one sentence for the console, exit code 2, and nothing left running. */
class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StartRefused(String sentence) {
        super(sentence);
    }

    StartRefused(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
