package dev.muster.web.device;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Enrollment;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.boundary.Conflicts;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.boundary.Enrollments;
import dev.muster.registry.entity.Claim;
import dev.muster.web.http.RequestInfo;
import dev.muster.web.rest.Envelope;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Enrollment: a device gets its JWT and secret, with a key the first time, with its old secret after that. */
@Path("/devices/{id}/token")
@RequestScoped
@Tag(name = "device")
public class EnrollmentResource {

    @Inject
    private Enrollments enrollments;

    @Inject
    private Conflicts conflicts;

    @Inject
    private DeviceDoor door;

    @Inject
    private DeviceRates rates;

    @Context
    private HttpServletRequest http;

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Enroll a device",
            description = "An unknown device shows X-Enrollment-Key; a known one signs with its old secret, or shows a"
                    + " provision token made for it in place of the key.")
    public Response enroll(
            @PathParam("id") String id,
            @HeaderParam("X-Enrollment-Key") String key,
            @QueryParam("name") String name,
            @QueryParam("companyId") String companyId,
            @QueryParam("productionLineId") String productionLineId,
            @QueryParam("version") String version) {
        if (http.getHeader(RequestSignature.INPUT_HEADER) != null) {
            return renew(id);
        }
        var application = new Enrollments.Application(id, key, name, companyId, version, RequestInfo.address(http));
        try {
            Enrollment enrolled =
                    rates.enrolling(application.address(), () -> enrollments.enroll(application, RequestInfo.id(http)));
            return Response.ok(Envelope.of(enrolled)).build();
        } catch (Refusal refusal) {
            if (refusal.code().equals(Enrollments.KNOWN_DEVICE) && key != null) {
                conflicts.claimed(id, key, RequestInfo.address(http));
            }
            throw refusal;
        }
    }

    private Response renew(String id) {
        var signed = SignedRequest.verify(http, door)
                .filter(request -> request.claim().is(Claim.Kind.GOOD))
                .filter(request -> request.device().deviceId().equals(id))
                .orElseThrow(Enrollments::knownDevice);
        try {
            Enrollment renewed = enrollments.renew(
                    signed.device(), signed.signature(), RequestInfo.address(http), RequestInfo.id(http));
            return SignedAnswer.ok(signed, Envelope.of(renewed)).toResponse();
        } catch (Refusal refusal) {
            return SignedAnswer.refused(signed, refusal, RequestInfo.id(http)).toResponse();
        }
    }
}
