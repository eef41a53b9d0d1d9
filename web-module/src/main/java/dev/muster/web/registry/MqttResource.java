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

/** Whether a broker may speak for a device. */
@Path("/devices/{id}/mqtt")
@RequestScoped
@Idempotent
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "devices")
public class MqttResource {

    @Inject
    private DeviceSwitches switches;

    @Inject
    private CurrentCaller caller;

    /** @param allowed whether messages under the device's topic are taken as its own */
    public record MqttUse(Boolean allowed) {}

    /** @param topic what the device publishes to */
    public record MqttAnswer(boolean allowed, String topic) {}

    @GET
    @Operation(summary = "Whether a broker may speak for a device")
    public Envelope<MqttAnswer> get(@PathParam("id") String id) {
        var allowed = switches.isOn(caller.get(), id, DeviceSwitch.MQTT);
        return Envelope.of(new MqttAnswer(allowed, "muster/" + caller.get().orgSlug() + "/" + id + "/events"));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Say whether a broker may speak for a device",
            description = "The device proves itself to the broker and not to Muster: who may publish to its topic there"
                    + " can speak in its name.")
    public Envelope<MqttAnswer> put(@PathParam("id") String id, MqttUse use) {
        if (use == null || use.allowed() == null) {
            throw Refusal.invalid("/allowed", "true or false");
        }
        switches.set(caller.get(), id, DeviceSwitch.MQTT, use.allowed());
        return get(id);
    }
}
