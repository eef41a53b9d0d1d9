package dev.muster.system;

import java.util.List;

/** A device that keeps talking whatever happens to the server, and keeps the books of what it was promised. */
interface SteadyTalk {

    WireDevice device();

    /** Up to this number all it brought is stored: the server has said so. */
    long acknowledged();

    /** The highest number it brought. */
    long produced();

    /** What no server may say. */
    List<String> surprises();

    void produceNoMore();

    /** Ends; what is not acknowledged by now stays so. */
    void stop() throws InterruptedException;

    default boolean isDrained() {
        return acknowledged() == produced();
    }
}
