package dev.muster.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/** One half of a twin with its version; texts in the state are clean. */
public record TwinState(long version, JsonNode state) {
    public TwinState {
        state = Values.tidy(state);
    }
}
