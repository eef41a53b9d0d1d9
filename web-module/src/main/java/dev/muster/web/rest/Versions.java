package dev.muster.web.rest;

import dev.muster.platform.Refusal;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/** A resource's version as its {@code ETag}, and back. */
public final class Versions {

    private Versions() {}

    /** 200 with the resource and its version. */
    public static Response ok(Object resource, int version) {
        return Response.ok(Envelope.of(resource)).tag(tag(version)).build();
    }

    /** 201 with where the new resource is, below {@code /api/v1/}. */
    public static Response created(String path, Object resource, int version) {
        return Response.created(URI.create(path))
                .entity(Envelope.of(resource))
                .tag(tag(version))
                .build();
    }

    private static EntityTag tag(int version) {
        return new EntityTag(String.valueOf(version));
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
