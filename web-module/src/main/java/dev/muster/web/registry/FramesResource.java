package dev.muster.web.registry;

import dev.muster.platform.Refusal;
import dev.muster.registry.boundary.DeviceSwitches;
import dev.muster.registry.entity.DeviceSwitch;
import dev.muster.web.identity.CurrentCaller;
import dev.muster.web.rest.Envelope;
import dev.muster.web.rest.Idempotent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Whether a device has to use frames. */
@Path("/devices/{id}/frames")
@RequestScoped
@Idempotent
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class FramesResource {

    @Inject
    private DeviceSwitches switches;

    @Inject
    private CurrentCaller caller;

    /** @param required whether a plain message of the device is refused */
    public record FrameUse(Boolean required) {}

    @GET
    @Operation(summary = "Whether a device has to use frames")
    public Envelope<FrameUse> get(@PathParam("id") String id) {
        return Envelope.of(new FrameUse(switches.isOn(caller.get(), id, DeviceSwitch.FRAMES)));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Say whether a device has to use frames",
            description =
                    "Where it has to, a plain check-in is refused, and a socket that says something plain is closed.")
    public Envelope<FrameUse> put(@PathParam("id") String id, FrameUse use) {
        if (use == null || use.required() == null) {
            throw Refusal.invalid("/required", "true or false");
        }
        switches.set(caller.get(), id, DeviceSwitch.FRAMES, use.required());
        return get(id);
    }
}
