package dev.muster.web.device;

import dev.muster.platform.Refusal;
import dev.muster.protocol.Json;
import dev.muster.protocol.Problem;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.Frames;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.protocol.crypto.ResponseSignature;
import dev.muster.web.http.Problems;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Date;

/** Answers to signed requests, refusals included, are signed back with the secret that signed the question. */
public final class SignedAnswer {

    private SignedAnswer() {}

    public static Response ok(SignedRequest request, Object body) {
        return sign(request, 200, "application/json", Json.writeBytes(body), null);
    }

    /** In an encrypted frame, for whoever asked for one. */
    public static Response framed(SignedRequest request, Object body) {
        var frame = Frames.of(request.device().secret()).encrypted(Json.writeBytes(body));
        return sign(request, 200, Frames.MEDIA_TYPE, frame, null);
    }

    public static Response refused(SignedRequest request, Refusal refusal, String requestId) {
        return sign(
                request,
                refusal.status(),
                Problem.MEDIA_TYPE,
                Json.writeBytes(Problems.of(refusal, requestId)),
                refusal.retryAfterSec());
    }

    private static Response sign(SignedRequest request, int status, String type, byte[] body, Integer retryAfterSec) {
        var now = Instant.now();
        var digest = ContentDigest.of(body);
        var signature = ResponseSignature.sign(
                status,
                digest,
                request.signature(),
                now.getEpochSecond(),
                request.device().secret());
        var answer = Response.status(status)
                .type(type)
                .entity(body)
                .header("Date", Date.from(now))
                .header(ContentDigest.HEADER, digest)
                .header(RequestSignature.INPUT_HEADER, signature.inputHeader())
                .header(RequestSignature.HEADER, signature.header());
        return (retryAfterSec == null ? answer : answer.header("Retry-After", retryAfterSec)).build();
    }
}
