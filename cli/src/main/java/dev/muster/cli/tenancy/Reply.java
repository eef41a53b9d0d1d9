package dev.muster.cli.tenancy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.muster.protocol.Json;
import java.net.http.HttpHeaders;

/** What came back, and after how many nanoseconds. */
record Reply(int status, HttpHeaders headers, String body, long nanos) {

    boolean ok() {
        return status / 100 == 2;
    }

    /** The answer's {@code data}; missing where it is no envelope. */
    JsonNode data() {
        return json().path("data");
    }

    JsonNode json() {
        try {
            var json = Json.mapper().readTree(body);
            return json == null ? MissingNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** This answer, or a failure where it is none of success. */
    Reply expect(String what) {
        if (!ok()) {
            throw new ProbeFailure("cannot " + what + ": the server answered " + status + " "
                    + json().path("detail").asText(body.length() > 200 ? body.substring(0, 200) : body));
        }
        return this;
    }
}
