package dev.muster.web.telemetry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.ErrorsRead;
import dev.muster.registry.entity.DeviceDetail;
import dev.muster.telemetry.boundary.Telemetry;
import dev.muster.telemetry.entity.LogEntry;
import dev.muster.telemetry.entity.ReadingEntry;
import dev.muster.telemetry.entity.Series;
import dev.muster.telemetry.entity.SeriesQuery;
import dev.muster.telemetry.entity.TimelineEntry;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.Times;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a device said, over REST. */
@Path("/devices")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "telemetry")
public class TelemetryResource {

    private static final Duration SPAN = Duration.ofHours(1);

    @Inject
    private Telemetry telemetry;

    @Inject
    private ErrorsRead errors;

    @Inject
    private CurrentCaller caller;

    /** Series of the keys asked for, and the keys there are. */
    public record SeriesAnswer(List<Series> series, List<String> keys) {}

    @GET
    @Path("/{id}/telemetry")
    @Operation(
            summary = "Readings over time",
            description = "keys=a,b gives series, down-sampled where step (seconds) is given; without keys the numeric"
                    + " keys there are. from and to default to the last hour.")
    public Envelope<SeriesAnswer> telemetry(
            @PathParam("id") String id,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("keys") String keys,
            @QueryParam("step") Integer step,
            @QueryParam("agg") String agg) {
        var known = telemetry.numericKeys(caller.get(), id);
        if (keys == null || keys.isBlank()) {
            return Envelope.of(new SeriesAnswer(List.of(), known));
        }
        var end = Times.parse("to", to, Instant.now());
        var query = new SeriesQuery(
                Times.parse("from", from, end.minus(SPAN)),
                end,
                Stream.of(keys.split(","))
                        .map(String::strip)
                        .filter(key -> !key.isEmpty())
                        .toList(),
                step,
                agg);
        return Envelope.of(new SeriesAnswer(telemetry.series(caller.get(), id, query), known));
    }

    @GET
    @Path("/{id}/readings")
    @Operation(summary = "Readings as they came, newest first")
    public Envelope<List<ReadingEntry>> readings(@PathParam("id") String id, @BeanParam SpanParameters span) {
        return Envelope.of(telemetry.readings(caller.get(), id, span.read()));
    }

    @GET
    @Path("/{id}/events")
    @Operation(summary = "Events but readings and log lines, newest first")
    public Envelope<List<TimelineEntry>> events(
            @PathParam("id") String id, @QueryParam("type") String type, @BeanParam SpanParameters span) {
        return Envelope.of(telemetry.events(caller.get(), id, type, span.read()));
    }

    @GET
    @Path("/{id}/errlog")
    @Operation(summary = "Entries of the device's error log, newest first")
    public Envelope<List<TimelineEntry>> errlog(@PathParam("id") String id, @BeanParam SpanParameters span) {
        return Envelope.of(telemetry.events(caller.get(), id, "errlog", span.read()));
    }

    /** How far the error log was read. */
    public record Read(Long entry) {}

    @Idempotent
    @PUT
    @Path("/{id}/errlog/read")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Mark the error log as read",
            description = "Entries up to the number given are no longer unread, for all who look after the device.")
    public Envelope<DeviceDetail> read(@PathParam("id") String id, Read read) {
        if (read == null || read.entry() == null || read.entry() < 1) {
            throw Refusal.invalid("entry", "the number of the last entry that was read, from 1");
        }
        return Envelope.of(errors.upTo(caller.get(), id, read.entry()));
    }

    @GET
    @Path("/{id}/logs")
    @Operation(summary = "Log lines, newest first")
    public Envelope<List<LogEntry>> logs(@PathParam("id") String id, @BeanParam SpanParameters span) {
        return Envelope.of(telemetry.logs(caller.get(), id, span.read()));
    }
}
