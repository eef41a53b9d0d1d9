package dev.muster.protocol.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.erdtman.jcs.JsonCanonicalizer;

/** RFC 8785. */
public final class CanonicalJson {

    private CanonicalJson() {}

    public static String of(JsonNode object) {
        return of(object.toString());
    }

    /** @throws IllegalArgumentException where the text is no JSON object or array */
    public static String of(String json) {
        try {
            return new JsonCanonicalizer(json).getEncodedString();
        } catch (IOException e) {
            throw new IllegalArgumentException("not canonicalizable: " + e.getMessage(), e);
        }
    }
}
