package dev.muster.web.audit;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.AuditEntry;
import dev.muster.audit.entity.AuditQuery;
import dev.muster.platform.Caller;
import dev.muster.protocol.Json;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Cursor;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Times;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The audit over REST. */
@Path("/audit")
@RequestScoped
@Tag(name = "audit")
public class AuditResource {

    private static final int EXPORT_PAGE = 500;

    @Inject
    private AuditLog audit;

    @Inject
    private CurrentCaller caller;

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Who did what, newest first")
    public Envelope<List<AuditEntry>> list(
            @QueryParam("device") String device,
            @QueryParam("actor") String actor,
            @QueryParam("action") String action,
            @QueryParam("from") String from,
            @QueryParam("to") String to,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return Envelope.of(audit.list(
                caller.get(),
                new AuditQuery(
                        device,
                        actor,
                        action,
                        Times.parse("from", from, null),
                        Times.parse("to", to, null),
                        Cursor.decode(cursor, null),
                        0,
                        limit)));
    }

    @GET
    @Path("/export")
    @Produces("application/x-ndjson")
    @Operation(summary = "The audit as JSON lines, newest first")
    public Response export(
            @QueryParam("device") String device,
            @QueryParam("actor") String actor,
            @QueryParam("action") String action,
            @QueryParam("from") String from,
            @QueryParam("to") String to) {
        var who = caller.get();
        var first = new AuditQuery(
                device,
                actor,
                action,
                Times.parse("from", from, null),
                Times.parse("to", to, null),
                null,
                0,
                EXPORT_PAGE);
        StreamingOutput lines = out -> write(who, first, out);
        return Response.ok(lines)
                .header("Content-Disposition", "attachment; filename=\"muster-audit.jsonl\"")
                .build();
    }

    private void write(Caller who, AuditQuery first, OutputStream out) throws IOException {
        var query = first;
        while (query != null) {
            var page = audit.list(who, query);
            for (var entry : page.items()) {
                out.write(Json.writeBytes(entry));
                out.write('\n');
            }
            query = page.nextCursor() == null ? null : query.before(Long.valueOf(page.nextCursor()));
        }
    }
}
