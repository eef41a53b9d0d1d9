package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Conflicts;
import dev.muster.registry.boundary.Histories;
import dev.muster.registry.boundary.Moves;
import dev.muster.registry.boundary.UnclaimedDevices;
import dev.muster.registry.entity.DeviceConflict;
import dev.muster.registry.entity.DeviceEpoch;
import dev.muster.registry.entity.FormerDevice;
import dev.muster.registry.entity.Move;
import dev.muster.registry.entity.MovedDevice;
import dev.muster.registry.entity.PoolQuery;
import dev.muster.registry.entity.UnclaimedDevice;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Cursor;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The life of devices over REST: the one verb, the pool, and what was ours once. */
@Path("/devices")
@RequestScoped
@Idempotent
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class MovesResource {

    @Inject
    private Moves moves;

    @Inject
    private UnclaimedDevices pool;

    @Inject
    private Conflicts conflicts;

    @Inject
    private Histories histories;

    @Inject
    private CurrentCaller caller;

    /** Where to and why; {@code org} is a slug. */
    public record NewMove(String org, String state, String reason) {
        Move read() {
            return Move.of(org, state, reason);
        }
    }

    /** The same for several devices. */
    public record NewMoves(List<String> deviceIds, String org, String state, String reason) {}

    @POST
    @Path("/{id}/move")
    @Operation(
            summary = "Move a device to another state, org or both",
            description =
                    "Needs a reason, which is audited. Another org, and the way out of the unclaimed pool, are the"
                            + " platform operator's. Without state: active out of the pool or out of ejected, else as it is.")
    public Envelope<MovedDevice> move(@PathParam("id") String id, NewMove move) {
        if (move == null) {
            throw Refusal.invalid("/state", "name a state, an org or both");
        }
        return Envelope.of(moves.move(caller.get(), id, move.read()));
    }

    @POST
    @Path("/move")
    @Operation(summary = "Move several devices", description = "All of them, or none where one may not.")
    public Envelope<List<MovedDevice>> moveAll(NewMoves all) {
        if (all == null) {
            throw Refusal.invalid("/deviceIds", "name the devices");
        }
        return Envelope.of(moves.moveAll(caller.get(), all.deviceIds(), Move.of(all.org(), all.state(), all.reason())));
    }

    @GET
    @Path("/unclaimed")
    @Operation(
            summary = "The unclaimed pool",
            description =
                    "For the platform operator; newest first unless sort says otherwise: a field, with - before it for"
                            + " descending. Each word of q is to be found in what is known of the device.")
    public Envelope<List<UnclaimedDevice>> unclaimed(
            @QueryParam("q") String q,
            @QueryParam("sort") String sort,
            @QueryParam("cursor") String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        return Envelope.of(pool.list(
                caller.get(), PoolQuery.of(q, sort, Cursor.decode(cursor, 0L).intValue(), limit)));
    }

    @GET
    @Path("/conflicts")
    @Operation(
            summary = "Device ids that are claimed twice",
            description = "For the platform operator: who holds a key and named a device that somebody else has."
                    + " Open ones, or with settled=true those that were settled.")
    public Envelope<List<DeviceConflict>> conflicts(
            @QueryParam("settled") boolean settled, @BeanParam ListParameters list) {
        return Envelope.of(conflicts.list(caller.get(), settled, list.query()));
    }

    /** How it was settled. */
    public record Settlement(String reason) {}

    @POST
    @Path("/conflicts/{id}/settle")
    @Operation(
            summary = "Settle the conflicts about a device id",
            description =
                    "For the platform operator, with a reason that the device's owner finds in the audit. Nothing else"
                            + " changes: the device is moved with POST /devices/{id}/move.")
    public Envelope<Boolean> settle(@PathParam("id") String id, Settlement settlement) {
        conflicts.settle(caller.get(), id, settlement == null ? null : settlement.reason());
        return Envelope.of(true);
    }

    @GET
    @Path("/former")
    @Operation(
            summary = "Devices that left the org",
            description =
                    "Latest first. Their readings, events, logs, commands and audit of that time stay readable under"
                            + " their id.")
    public Envelope<List<FormerDevice>> former(
            @QueryParam("cursor") String cursor, @QueryParam("limit") @DefaultValue("50") int limit) {
        return Envelope.of(
                histories.former(caller.get(), limit, Cursor.decode(cursor, 0L).intValue()));
    }

    @GET
    @Path("/{id}/history")
    @Operation(
            summary = "Whose a device was",
            description = "The times in which it was this org's, latest first; for one that left too.")
    public Envelope<List<DeviceEpoch>> history(@PathParam("id") String id) {
        return Envelope.of(histories.epochs(caller.get(), id));
    }
}
