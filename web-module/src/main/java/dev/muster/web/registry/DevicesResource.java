package dev.muster.web.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.platform.Refusal;
import dev.muster.protocol.Problem;
import dev.muster.registry.boundary.DeviceFiles;
import dev.muster.registry.boundary.Devices;
import dev.muster.registry.entity.ConnectedDevice;
import dev.muster.registry.entity.DeviceDetail;
import dev.muster.registry.entity.DeviceFacts;
import dev.muster.registry.entity.DeviceQuery;
import dev.muster.registry.entity.DeviceRow;
import dev.muster.registry.entity.ImportReport;
import dev.muster.registry.entity.NewDevice;
import dev.muster.registry.entity.RegisteredDevice;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Cursor;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import dev.muster.web.rest.Versions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The registry over REST. */
@Path("/devices")
@RequestScoped
@Idempotent
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class DevicesResource {

    @Inject
    private Devices devices;

    @Inject
    private DeviceFiles files;

    @Inject
    private CurrentCaller caller;

    /** A device to be registered: its id, and what is known of it; the label defaults to the id. */
    public record NewDeviceBody(
            String id,
            String label,
            List<String> tags,
            Map<String, Object> attributes,
            String site,
            String model,
            String notes,
            String sim) {}

    @GET
    @Operation(
            summary = "List devices",
            description = "q is in the search language; sort=field,-field. Devices out of service are there where q"
                    + " names a state or status, or with status=waiting, out or any.")
    public Envelope<List<DeviceRow>> list(
            @QueryParam("q") String q,
            @QueryParam("status") String status,
            @QueryParam("sort") String sort,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        var offset = Cursor.decode(cursor, 0L).intValue();
        return Envelope.of(
                devices.list(caller.get(), new DeviceQuery(q, status, DeviceQuery.sorts(sort), offset, limit)));
    }

    @POST
    @Operation(summary = "Register a device by hand", description = "The answer shows its secret, once.")
    @RequestBody(content = @Content(schema = @Schema(implementation = NewDeviceBody.class)))
    public Response register(JsonNode body) {
        if (body == null) {
            throw Refusal.invalid("", "send a body with id");
        }
        var device = NewDevice.of(body);
        RegisteredDevice registered = devices.register(caller.get(), device);
        return Versions.created(
                "devices/" + device.id(), registered, registered.device().version());
    }

    @GET
    @Path("/connected")
    @Operation(summary = "Open device sockets")
    public Envelope<List<ConnectedDevice>> connected(@BeanParam ListParameters list) {
        return Envelope.of(devices.connected(caller.get(), list.query()));
    }

    @POST
    @Path("/import")
    @Consumes({"text/csv", MediaType.APPLICATION_OCTET_STREAM})
    @Operation(
            summary = "Register and change devices from a CSV file",
            description = "All rows or none; 422 names line and column of each mistake. dryRun=true changes nothing. A"
                    + " request has at most 1 MiB: a larger file is sent with Content-Encoding: gzip.")
    public Envelope<ImportReport> load(
            InputStream body, @QueryParam("dryRun") boolean dryRun, @HeaderParam("Content-Encoding") String encoding)
            throws IOException {
        var report = files.load(caller.get(), unpacked(body, encoding), dryRun);
        if (!report.mistakes().isEmpty()) {
            throw Refusal.invalid(report.mistakes().stream()
                    .map(mistake -> new Problem.FieldError(mistake.where(), mistake.detail()))
                    .toList());
        }
        return Envelope.of(report);
    }

    /** How large what comes out may be is bounded where it is read. */
    private static InputStream unpacked(InputStream body, String encoding) {
        try {
            return "gzip".equalsIgnoreCase(encoding) ? new GZIPInputStream(body) : body;
        } catch (IOException e) {
            throw Refusal.of(400, "encoding", "the body is not the gzip that its Content-Encoding promises");
        }
    }

    @GET
    @Path("/export")
    @Produces("text/csv")
    @Operation(summary = "Devices as a CSV file", description = "As many as q finds. It can be imported again.")
    public Response export(@QueryParam("q") String q) {
        var sheet = new DeviceExport(files, caller.get(), q);
        return Response.ok(sheet)
                .header("Content-Disposition", "attachment; filename=\"devices.csv\"")
                .build();
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One device")
    public Response get(@PathParam("id") String id) {
        return answer(devices.get(caller.get(), id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Change a device", description = "Merge patch; If-Match guards against overwriting.")
    @RequestBody(content = @Content(schema = @Schema(implementation = DeviceFacts.class)))
    public Response edit(@PathParam("id") String id, JsonNode patch, @HeaderParam("If-Match") String ifMatch) {
        if (patch == null) {
            throw Refusal.invalid("", "send an object with what to change");
        }
        return answer(devices.edit(caller.get(), id, patch, Versions.expected(ifMatch)));
    }

    @GET
    @Path("/{id}/state")
    @Operation(summary = "Last contact, liveness with evidence, transports, latest reading")
    public Envelope<DeviceDetail> state(@PathParam("id") String id) {
        return Envelope.of(devices.detail(caller.get(), id));
    }

    private static Response answer(DeviceRow device) {
        return Versions.ok(device, device.version());
    }
}
