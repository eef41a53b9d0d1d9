package dev.muster.web.rest;

import dev.muster.platform.Refusal;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;

/** A resource's version as its {@code ETag}, and back. */
public final class Versions {

    private Versions() {}

    public static Response.ResponseBuilder tag(Response.ResponseBuilder answer, int version) {
        return answer.tag(new EntityTag(String.valueOf(version)));
    }

    /** The version a client expects; null where it did not say. */
    public static Integer expected(String ifMatch) {
        if (ifMatch == null || ifMatch.equals("*")) {
            return null;
        }
        var digits = ifMatch.strip().replace("\"", "");
        if (!digits.matches("\\d{1,9}")) {
            throw Refusal.of(412, "version", "If-Match is not a version of this resource: load it again");
        }
        return Integer.valueOf(digits);
    }
}
