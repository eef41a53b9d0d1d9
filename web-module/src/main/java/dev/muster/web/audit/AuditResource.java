package dev.muster.web.audit;

import dev.muster.audit.boundary.AuditLog;
import dev.muster.audit.entity.AuditEntry;
import dev.muster.audit.entity.AuditQuery;
import dev.muster.platform.Caller;
import dev.muster.platform.Page;
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
    @Operation(
            summary = "Who did what, newest first",
            description =
                    "scope=platform, for the platform operator: what concerns no org, such as the unclaimed pool.")
    public Envelope<List<AuditEntry>> list(
            @QueryParam("scope") String scope,
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
                        AuditQuery.Of.parse(scope),
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
            @QueryParam("scope") String scope,
            @QueryParam("device") String device,
            @QueryParam("actor") String actor,
            @QueryParam("action") String action,
            @QueryParam("from") String from,
            @QueryParam("to") String to) {
        var who = caller.get();
        var query = new AuditQuery(
                AuditQuery.Of.parse(scope),
                device,
                actor,
                action,
                Times.parse("from", from, null),
                Times.parse("to", to, null),
                null,
                0,
                EXPORT_PAGE);
        var first = audit.list(who, query); // refused before anything is sent
        StreamingOutput lines = out -> write(who, query, first, out);
        return Response.ok(lines)
                .header("Content-Disposition", "attachment; filename=\"muster-audit.jsonl\"")
                .build();
    }

    private void write(Caller who, AuditQuery query, Page<AuditEntry> first, OutputStream out) throws IOException {
        for (var page = first; ; page = audit.list(who, query.before(Long.parseLong(page.nextCursor())))) {
            for (var entry : page.items()) {
                out.write(Json.writeBytes(entry));
                out.write('\n');
            }
            if (page.nextCursor() == null) {
                return;
            }
        }
    }
}
