package dev.muster.web.device;

import dev.muster.checkin.boundary.CheckIns;
import dev.muster.checkin.entity.CheckInBody;
import dev.muster.platform.Count;
import dev.muster.platform.Limit;
import dev.muster.platform.Meters;
import dev.muster.platform.Refusal;
import dev.muster.platform.SqlFailure;
import dev.muster.protocol.CheckInReply;
import dev.muster.protocol.Limits;
import dev.muster.protocol.crypto.Frames;
import dev.muster.registry.boundary.Conflicts;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.boundary.Enrollments;
import dev.muster.registry.boundary.UnclaimedPool;
import dev.muster.registry.entity.Claim;
import dev.muster.web.http.RequestInfo;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code POST /api/v1/device/checkin} (section 4). {@code CallerMechanism} has checked the signature. */
@Path("/device/checkin")
@RequestScoped
@Tag(name = "device")
public class CheckInResource {

    @Inject
    private CheckIns checkIns;

    @Inject
    private Conflicts conflicts;

    @Inject
    private DeviceDoor door;

    @Inject
    private DeviceRates rates;

    @Inject
    private Meters meters;

    @Context
    private HttpServletRequest http;

    @POST
    @Consumes({MediaType.APPLICATION_JSON, Frames.MEDIA_TYPE})
    @Produces({MediaType.APPLICATION_JSON, Frames.MEDIA_TYPE})
    @Operation(summary = "Check in", description = "Signed by the device; answered after everything is committed.")
    public Response checkIn() throws IOException {
        var request = SignedRequest.of(http);
        try {
            refuseEarly(request);
            if (request.claim().is(Claim.Kind.GOOD)) {
                rates.take(request.device().device());
            } else {
                rates.takeNew(RequestInfo.address(http));
            }
            var body = body();
            if (!request.covers(body)) {
                throw Refusal.of(401, "signature", "the body is not the one that was signed");
            }
            var began = System.nanoTime();
            var reply = accept(request, told(request, body));
            meters.committed("checkin", System.nanoTime() - began);
            meters.add(Count.CHECKINS, 1, "stored");
            return wantsFrame() ? SignedAnswer.framed(request, reply) : SignedAnswer.ok(request, reply);
        } catch (Refusal refusal) {
            meters.add(Count.CHECKINS, 1, "refused");
            if (refusal.code().equals("bad-frame")) {
                meters.add(Count.FRAMES_REFUSED, 1, "checkin");
            }
            return SignedAnswer.refused(request, refusal, RequestInfo.id(http));
        } catch (SqlFailure e) {
            if (!e.isUnavailable()) {
                throw e;
            }
            return SignedAnswer.refused(
                    request,
                    Refusal.unavailable("database", "the database does not answer; try again", 5),
                    RequestInfo.id(http));
        }
    }

    private CheckInBody told(SignedRequest request, byte[] body) {
        return RequestInfo.hasType(http, Frames.MEDIA_TYPE)
                ? new CheckInBody(body, Frames.of(request.device().secret()))
                : CheckInBody.plain(body);
    }

    private boolean wantsFrame() {
        var accepted = http.getHeader("Accept");
        return accepted != null && accepted.contains(Frames.MEDIA_TYPE);
    }

    private CheckInReply accept(SignedRequest request, CheckInBody body) {
        return switch (request.claim().kind()) {
            case GOOD -> checkIns.accept(request.pass(http), request.signature(), body);
            case NEWCOMER -> acceptFirst(request, body);
            default -> {
                conflicts.claimed(request.claim().newcomer(RequestInfo.address(http)));
                throw Enrollments.knownDevice();
            }
        };
    }

    private CheckInReply acceptFirst(SignedRequest request, CheckInBody body) {
        var newcomer = request.claim().newcomer(RequestInfo.address(http));
        try {
            return checkIns.acceptFirst(newcomer, request.signature(), body);
        } catch (Refusal refusal) {
            if (!refusal.code().equals(UnclaimedPool.MEANWHILE)) {
                throw refusal;
            }
            var known = SignedRequest.verify(http, door).orElseThrow(() -> refusal);
            return checkIns.accept(known.pass(http), known.signature(), body);
        }
    }

    /** What an old captured request may not cost its device: {@link CheckIns} looks again in its transaction. */
    private static void refuseEarly(SignedRequest request) {
        if (!request.device().state().mayTalk()) {
            throw request.device().state().refusal();
        }
        DeviceDoor.requireTimely(request.signature());
    }

    private byte[] body() throws IOException {
        var body = http.getContentLengthLong() > Limits.CHECKIN_BYTES
                ? null
                : http.getInputStream().readNBytes(Limits.CHECKIN_BYTES + 1);
        if (body == null || body.length > Limits.CHECKIN_BYTES) {
            meters.refused(Limit.CHECKIN_BYTES);
            throw Refusal.of(413, "too-large", "a check-in has at most " + Limits.CHECKIN_BYTES + " bytes");
        }
        return body;
    }
}
