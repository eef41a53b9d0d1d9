package dev.muster.web.rest;

import dev.muster.platform.Refusal;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times in query parameters. */
public final class Times {

    private Times() {}

    /** @throws Refusal 422 naming the parameter */
    public static Instant parse(String name, String text, Instant otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Refusal.invalid("?" + name, name + " is a time in RFC 3339 UTC, e.g. 2026-11-20T11:36:00Z");
        }
    }
}
