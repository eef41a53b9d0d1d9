package dev.muster.agent.command;

import com.fasterxml.jackson.databind.JsonNode;

/** Runs one type of command. */
public interface Executor {

    /** Name on the wire. */
    String type();

    /**
     * Does it. Runs on a thread of its own, one command at a time.
     *
     * @throws IllegalArgumentException for arguments that do not fit; the message becomes the output
     * @throws Exception for anything else that goes wrong; likewise
     */
    Outcome run(JsonNode args, Device device) throws Exception;
}
