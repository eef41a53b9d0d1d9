package dev.muster.web.device;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Json;
import dev.muster.protocol.Problem;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.Frames;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.protocol.crypto.ResponseSignature;
import dev.muster.web.http.HttpDate;
import dev.muster.web.http.Problems;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;

/**
 * An answer to a signed request, signed back with the secret that signed the question; refusals included.
 *
 * @param at its time, said in {@code Date} and covered by the signature
 * @param retryAfterSec null for none
 */
public record SignedAnswer(
        int status,
        String type,
        byte[] body,
        Instant at,
        String digest,
        ResponseSignature signature,
        Integer retryAfterSec) {

    public static SignedAnswer ok(SignedRequest request, Object body) {
        return sign(request, 200, "application/json", Json.writeBytes(body), null);
    }

    /** In an encrypted frame, for whoever asked for one. */
    public static SignedAnswer framed(SignedRequest request, Object body) {
        var frame = Frames.of(request.device().secret()).encrypted(Json.writeBytes(body));
        return sign(request, 200, Frames.MEDIA_TYPE, frame, null);
    }

    public static SignedAnswer refused(SignedRequest request, Refusal refusal, String requestId) {
        return sign(
                request,
                refusal.status(),
                Problem.MEDIA_TYPE,
                Json.writeBytes(Problems.of(refusal, requestId)),
                refusal.retryAfterSec());
    }

    private static SignedAnswer sign(
            SignedRequest request, int status, String type, byte[] body, Integer retryAfterSec) {
        var now = Instant.now();
        var digest = ContentDigest.of(body);
        var signature = ResponseSignature.sign(
                status,
                digest,
                request.signature(),
                now.getEpochSecond(),
                request.device().secret());
        return new SignedAnswer(status, type, body, now, digest, signature, retryAfterSec);
    }

    /** As a resource answers. */
    public Response toResponse() {
        var answer = Response.status(status)
                .type(type)
                .entity(body)
                .header("Date", Date.from(at))
                .header(ContentDigest.HEADER, digest)
                .header(RequestSignature.INPUT_HEADER, signature.inputHeader())
                .header(RequestSignature.HEADER, signature.header());
        return (retryAfterSec == null ? answer : answer.header("Retry-After", retryAfterSec)).build();
    }

    /** As a servlet answers. */
    public void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setContentLength(body.length);
        response.setHeader("Date", HttpDate.of(at));
        response.setHeader(ContentDigest.HEADER, digest);
        response.setHeader(RequestSignature.INPUT_HEADER, signature.inputHeader());
        response.setHeader(RequestSignature.HEADER, signature.header());
        if (retryAfterSec != null) {
            response.setIntHeader("Retry-After", retryAfterSec);
        }
        response.getOutputStream().write(body);
    }
}
