package dev.muster.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.protocol.Json;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the server said. A status of 0 means that it could not be reached; {@code body} then says why. */
record Answer(int status, HttpHeaders headers, String body) {

    static Answer unreachable(Exception why) {
        return new Answer(0, HttpHeaders.of(Map.of(), (name, value) -> true), String.valueOf(why));
    }

    JsonNode json() {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + this, e);
        }
    }

    /** The {@code data} of the envelope of section 9. */
    JsonNode data() {
        return json().path("data");
    }

    /** The stable word of a problem document. */
    String code() {
        return json().path("code").asText();
    }

    Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    List<String> all(String name) {
        return headers.allValues(name);
    }

    Answer expect(int wanted) {
        if (status != wanted) {
            throw new AssertionError("wanted " + wanted + " and got " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return status + " " + (body.length() > 600 ? body.substring(0, 600) + "…" : body);
    }
}
