package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.Fleets;
import dev.muster.registry.entity.FleetView;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import dev.muster.web.rest.ListParameters;
import dev.muster.web.rest.Versions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Fleets of the caller's org, as far as they see them. */
@Path("/fleets")
@RequestScoped
@Idempotent
@Consumes({MediaType.APPLICATION_JSON, "application/merge-patch+json"})
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "fleets")
public class FleetsResource {

    @Inject
    private Fleets fleets;

    @Inject
    private CurrentCaller caller;

    /** A fleet to be made; without a slug one is made from the name. */
    public record NewFleet(String name, String slug) {}

    /** Devices to put in or take out, by id. */
    public record Devices(List<String> deviceIds) {}

    @GET
    @Operation(summary = "List fleets")
    public Envelope<List<FleetView>> list(@BeanParam ListParameters list) {
        return Envelope.of(fleets.list(caller.get(), list.query()));
    }

    @POST
    @Operation(summary = "Make a fleet")
    public Response create(NewFleet fleet) {
        if (fleet == null) {
            throw Refusal.invalid("/name", "a name has 1 to 200 characters");
        }
        var made = fleets.create(caller.get(), fleet.name(), fleet.slug());
        return Versions.created("fleets/" + made.id(), made, made.version());
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One fleet")
    public Response get(@PathParam("id") UUID id) {
        return answer(fleets.get(caller.get(), id));
    }

    @PATCH
    @Path("/{id}")
    @Operation(summary = "Rename a fleet", description = "The slug stays. If-Match guards against overwriting.")
    public Response edit(@PathParam("id") UUID id, NewFleet fleet, @HeaderParam("If-Match") String ifMatch) {
        if (fleet == null) {
            throw Refusal.invalid("/name", "say what to change");
        }
        return answer(fleets.rename(caller.get(), id, fleet.name(), Versions.expected(ifMatch)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Delete a fleet", description = "Its devices stay.")
    public Envelope<Boolean> delete(@PathParam("id") UUID id) {
        fleets.delete(caller.get(), id);
        return Envelope.of(true);
    }

    @POST
    @Path("/{id}/devices")
    @Operation(summary = "Put devices into a fleet", description = "All of them, or none where one is not seen.")
    public Response add(@PathParam("id") UUID id, Devices devices) {
        return answer(fleets.add(caller.get(), id, devices == null ? null : devices.deviceIds()));
    }

    @DELETE
    @Path("/{id}/devices")
    @Operation(summary = "Take devices out of a fleet", description = "All of them, or none where one is not seen.")
    public Response remove(@PathParam("id") UUID id, Devices devices) {
        return answer(fleets.remove(caller.get(), id, devices == null ? null : devices.deviceIds()));
    }

    private static Response answer(FleetView fleet) {
        return Versions.ok(fleet, fleet.version());
    }
}
