package dev.muster.protocol;

import com.fasterxml.jackson.databind.JsonNode;

/** One half of a twin with its version. */
public record TwinState(long version, JsonNode state) {}
