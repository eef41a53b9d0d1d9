package dev.muster.cli;

/** Asking once more before what cannot be taken back: the person types what it is about. */
final class Typed {
    private Typed() {}

    /**
     * @param what what will happen, a sentence
     * @param ask what to type, as in {@code its id}
     * @param wanted what must be typed
     */
    static void confirm(Muster muster, String what, String ask, String wanted) {
        var prompt = muster.shell()
                .prompt()
                .orElseThrow(() -> Failure.usage("There is no terminal to ask on: add --yes if you are sure."));
        var typed = prompt.line(what + " Type " + ask + " to go on: ");
        if (typed == null || !typed.strip().equals(wanted)) {
            throw Failure.failed("not-confirmed", "Nothing is changed: what was typed is not " + wanted + ".");
        }
    }
}
