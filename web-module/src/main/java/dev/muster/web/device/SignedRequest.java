package dev.muster.web.device;

import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.Claim;
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
 * @param remembered whether the secret was not asked of the database: the transaction finds out whether it is still good
 */
public record SignedRequest(Claim claim, RequestSignature signature, String contentDigest, boolean remembered) {

    private static final String ATTRIBUTE = SignedRequest.class.getName();

    /** Secrets of one device at most; as many are checked for each request. */
    private static final int CLAIMS = 2;

    /** Checked in place of the secret of a device that does not exist, so that both take the same path. */
    private static final Claim NOBODY = Claim.good(new DoorRecord(0, "", null, null, 0, new byte[32]));

    /**
     * Empty for a missing, malformed or wrong signature and for an unknown device alike. A secret that is remembered is
     * believed; where the signature does not hold by one, the database is asked.
     */
    public static Optional<SignedRequest> verify(HttpServletRequest request, DeviceDoor door) {
        var signature = signature(request);
        if (signature.isEmpty()) {
            return Optional.empty();
        }
        var proven =
                proven(request, signature.get(), door.remembered(signature.get().keyId()));
        return proven != null && proven.is(Claim.Kind.GOOD)
                ? Optional.of(new SignedRequest(proven, signature.get(), digest(request), true))
                : verifyAnew(request, door);
    }

    /** As {@link #verify}, by what the database says now. */
    public static Optional<SignedRequest> verifyAnew(HttpServletRequest request, DeviceDoor door) {
        var signature = signature(request);
        if (signature.isEmpty()) {
            return Optional.empty();
        }
        var proven =
                proven(request, signature.get(), door.claims(signature.get().keyId()));
        var ended = proven != null && proven.is(Claim.Kind.ENDED);
        if (ended) {
            door.ended(proven.device(), RequestInfo.address(request), RequestInfo.id(request));
        }
        return proven == null || ended
                ? Optional.empty()
                : Optional.of(new SignedRequest(proven, signature.get(), digest(request), false));
    }

    private static Optional<RequestSignature> signature(HttpServletRequest request) {
        return RequestSignature.parse(
                request.getHeader(RequestSignature.INPUT_HEADER), request.getHeader(RequestSignature.HEADER));
    }

    private static String digest(HttpServletRequest request) {
        return request.getHeader(ContentDigest.HEADER);
    }

    /** Of these claims the one whose secret the request is signed with; null for none. */
    private static Claim proven(HttpServletRequest request, RequestSignature signature, List<Claim> claims) {
        Claim proven = null;
        for (var claim : padded(claims)) {
            var holds = signature.verifies(
                    request.getMethod(),
                    request.getRequestURI(),
                    request.getQueryString(),
                    digest(request),
                    claim.device().secret());
            proven = holds && claim != NOBODY ? claim : proven;
        }
        return proven;
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

    /** Whether this is the body that was signed; an empty one needs no digest. */
    public boolean covers(byte[] body) {
        return signature.coversBody() ? ContentDigest.matches(contentDigest, body) : body.length == 0;
    }
}
