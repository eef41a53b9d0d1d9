package dev.muster.web.device;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Enrollment;
import dev.muster.registry.boundary.Enrollments;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.rest.Envelope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/provision}: a device gets its JWT and secret for a token of one use (section 2). */
@Path("/provision")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "device")
public class ProvisionResource {

    @Inject
    private Enrollments enrollments;

    @Inject
    private DeviceRates rates;

    @Context
    private HttpServletRequest http;

    /** {@code name} and {@code version} are optional, as at enrollment. */
    public record Provision(String provisionToken, String deviceId, String name, String version) {}

    @POST
    @Operation(summary = "Exchange a provision token for a token and secret")
    public Envelope<Enrollment> provision(Provision provision) {
        if (provision == null) {
            throw Refusal.invalid("/provisionToken", "send provisionToken and deviceId");
        }
        var application = new Enrollments.Application(
                provision.deviceId(),
                provision.provisionToken(),
                provision.name(),
                null,
                provision.version(),
                RequestInfo.address(http));
        return Envelope.of(
                rates.enrolling(application.address(), () -> enrollments.provision(application, RequestInfo.id(http))));
    }
}
