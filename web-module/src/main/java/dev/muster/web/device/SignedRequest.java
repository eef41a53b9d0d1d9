package dev.muster.web.device;

import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.registry.boundary.DeviceDoor;
import dev.muster.registry.entity.DevicePass;
import dev.muster.registry.entity.DoorRecord;
import dev.muster.web.http.RequestInfo;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** A device's request whose signature held (section 3). The body is not read yet: its digest is. */
public record SignedRequest(DoorRecord device, RequestSignature signature, String contentDigest) {

    private static final String ATTRIBUTE = SignedRequest.class.getName();

    /** Checked in place of the secret of a device that does not exist, so that both take the same path. */
    private static final byte[] NOBODY = new byte[32];

    /** Empty for a missing, malformed or wrong signature and for an unknown device alike. */
    public static Optional<SignedRequest> verify(HttpServletRequest request, DeviceDoor door) {
        var signature = RequestSignature.parse(
                request.getHeader(RequestSignature.INPUT_HEADER), request.getHeader(RequestSignature.HEADER));
        if (signature.isEmpty()) {
            return Optional.empty();
        }
        var digest = request.getHeader(ContentDigest.HEADER);
        var device = door.claimed(signature.get().keyId());
        var holds = signature
                .get()
                .verifies(
                        request.getMethod(),
                        request.getRequestURI(),
                        request.getQueryString(),
                        digest,
                        device.map(DoorRecord::secret).orElse(NOBODY));
        return holds ? device.map(found -> new SignedRequest(found, signature.get(), digest)) : Optional.empty();
    }

    public void attach(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }

    public static SignedRequest of(HttpServletRequest request) {
        return (SignedRequest) request.getAttribute(ATTRIBUTE);
    }

    public DevicePass pass(HttpServletRequest request) {
        return device.pass(RequestInfo.address(request));
    }

    /** Whether this is the body that was signed; an empty one needs no digest. */
    public boolean covers(byte[] body) {
        return signature.coversBody() ? ContentDigest.matches(contentDigest, body) : body.length == 0;
    }
}
