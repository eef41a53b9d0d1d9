package dev.muster.web.telemetry;

import dev.muster.telemetry.entity.Span;
import dev.muster.web.rest.Times;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

/** Which part of a device's past: {@code ?from=&to=&limit=}, newest first. */
public class SpanParameters {

    @QueryParam("from")
    private String from;

    @QueryParam("to")
    private String to;

    @QueryParam("limit")
    @DefaultValue("50")
    private int limit;

    Span read() {
        return new Span(Times.parse("from", from, null), Times.parse("to", to, null), limit);
    }
}
