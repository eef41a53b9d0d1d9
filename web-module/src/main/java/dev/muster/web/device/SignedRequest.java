package dev.muster.web.device;

import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.Claim;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.web.http.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A device's request whose signature held (section 3). The body is not read yet: its digest is.
 *
 * @param claim what its secret says of it: a device of its own, or one that only a factory key speaks for
 */
public record SignedRequest(Claim claim, RequestSignature signature, String contentDigest) {

    private static final String ATTRIBUTE = SignedRequest.class.getName();

    /** Secrets of one device at most; as many are checked for each request. */
    private static final int CLAIMS = 2;

    /** Checked in place of the secret of a device that does not exist, so that both take the same path. */
    private static final Claim NOBODY = Claim.good(new DoorRecord(0, "", null, null, 0, new byte[32]));

    /** Empty for a missing, malformed or wrong signature and for an unknown device alike. */
    public static Optional<SignedRequest> verify(HttpServletRequest request, DeviceDoor door) {
        var signature = RequestSignature.parse(
                request.getHeader(RequestSignature.INPUT_HEADER), request.getHeader(RequestSignature.HEADER));
        if (signature.isEmpty()) {
            return Optional.empty();
        }
        var digest = request.getHeader(ContentDigest.HEADER);
        Claim proven = null;
        for (var claim : padded(door.claims(signature.get().keyId()))) {
            var holds = signature
                    .get()
                    .verifies(
                            request.getMethod(),
                            request.getRequestURI(),
                            request.getQueryString(),
                            digest,
                            claim.device().secret());
            proven = holds && claim != NOBODY ? claim : proven;
        }
        var ended = proven != null && proven.is(Claim.Kind.ENDED);
        if (ended) {
            door.ended(proven.device(), RequestInfo.address(request), RequestInfo.id(request));
        }
        return proven == null || ended
                ? Optional.empty()
                : Optional.of(new SignedRequest(proven, signature.get(), digest));
    }

    private static List<Claim> padded(List<Claim> claims) {
        var padded = new ArrayList<>(claims);
        while (padded.size() < CLAIMS) {
            padded.add(NOBODY);
        }
        return padded;
    }

    public void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    public static SignedRequest of(HttpServletRequest request) {
        return (SignedRequest) request.getAttribute(ATTRIBUTE);
    }

    public DoorRecord device() {
        return claim.device();
    }

    /** @throws IllegalStateException for one that is not registered: there is nobody yet whom it could act for */
    public DevicePass pass(HttpServletRequest request) {
        if (!claim.is(Claim.Kind.GOOD)) {
            throw new IllegalStateException("not a registered device");
        }
        return device().pass(RequestInfo.address(request));
    }

    /** Whether this is the body that was signed; an empty one needs no digest. */
    public boolean covers(byte[] body) {
        return signature.coversBody() ? ContentDigest.matches(contentDigest, body) : body.length == 0;
    }
}
