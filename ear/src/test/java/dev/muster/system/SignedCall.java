package dev.muster.system;

import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.protocol.crypto.ResponseSignature;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A device's signed request (section 3). What is signed and what is sent can be told apart, so that a test can change
 * one of them on the way.
 */
final class SignedCall {

    private final WireDevice device;
    private final String method;
    private final String path;
    private final byte[] body;
    private final String type;
    private String accepted;
    private long created = Instant.now().getEpochSecond();
    private long nonce;
    private String keyId;
    private byte[] secret;
    private String sentMethod;
    private String sentPath;
    private byte[] sentBody;
    private boolean unsigned;

    SignedCall(WireDevice device, String method, String path, String body) {
        this(device, method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    SignedCall(WireDevice device, String method, String path, byte[] body, String type) {
        this.device = device;
        this.method = method;
        this.path = path;
        this.body = body;
        this.type = type;
        nonce = device.nextNonce();
        keyId = device.id;
        secret = device.secret;
        sentMethod = method;
        sentPath = path;
        sentBody = this.body;
    }

    /** The answer with what it has to be checked against. */
    record Reply(Answer answer, RequestSignature question, byte[] secret) {
        int status() {
            return answer.status();
        }

        String code() {
            return answer.code();
        }

        /** Whether the answer is signed for this very question, over its whole body. */
        boolean isSignedBack() {
            return serverTime() >= 0;
        }

        /** The server's Unix time of a signed answer; -1 where the signature does not hold. */
        long serverTime() {
            var digest = answer.header(ContentDigest.HEADER).orElse(null);
            if (!ContentDigest.matches(digest, answer.body().getBytes(StandardCharsets.UTF_8))) {
                return -1;
            }
            return ResponseSignature.verify(
                    answer.header(RequestSignature.INPUT_HEADER).orElse(null),
                    answer.header(RequestSignature.HEADER).orElse(null),
                    answer.status(),
                    digest,
                    question,
                    secret);
        }
    }

    SignedCall created(long unixSeconds) {
        created = unixSeconds;
        return this;
    }

    SignedCall nonce(long number) {
        nonce = number;
        return this;
    }

    SignedCall as(String otherKeyId) {
        keyId = otherKeyId;
        return this;
    }

    SignedCall withSecret(byte[] other) {
        secret = other;
        return this;
    }

    SignedCall sentTo(String otherMethod, String otherPath) {
        sentMethod = otherMethod;
        sentPath = otherPath;
        return this;
    }

    SignedCall sending(String otherBody) {
        sentBody = otherBody.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    SignedCall accepting(String mediaType) {
        accepted = mediaType;
        return this;
    }

    SignedCall unsigned() {
        unsigned = true;
        return this;
    }

    Reply send() {
        var signature = signature();
        return new Reply(device.muster.anonymous().send(request(signature)), signature, secret);
    }

    /** The answer's body, whatever it is. */
    byte[] sendBytes() {
        return device.muster.anonymous().bytes(request(signature()));
    }

    private HttpRequest.Builder request(RequestSignature signature) {
        var request = device.muster
                .anonymous()
                .request(sentPath)
                .method(sentMethod, sentBody == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(sentBody));
        headers(signature).forEach(request::header);
        return request;
    }

    /** The request without its body, for a plain connection; the body's length is said. */
    String head() {
        var head = new StringBuilder(sentMethod + " " + sentPath + " HTTP/1.1\nHost: "
                + device.muster.base().getAuthority() + "\nContent-Length: " + sentBody.length + "\n");
        headers(signature())
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append('\n'));
        return head.append('\n').toString();
    }

    private RequestSignature signature() {
        var question = path.indexOf('?');
        return RequestSignature.sign(
                method,
                question < 0 ? path : path.substring(0, question),
                question < 0 ? null : path.substring(question + 1),
                digest(),
                created,
                nonce,
                keyId,
                secret);
    }

    private Map<String, String> headers(RequestSignature signature) {
        var headers = new LinkedHashMap<String, String>();
        if (sentBody != null) {
            headers.put("Content-Type", type);
        }
        if (accepted != null) {
            headers.put("Accept", accepted);
        }
        if (body != null) {
            headers.put(ContentDigest.HEADER, digest());
        }
        if (!unsigned) {
            headers.put(RequestSignature.INPUT_HEADER, signature.inputHeader());
            headers.put(RequestSignature.HEADER, signature.header());
        }
        return headers;
    }

    private String digest() {
        return body == null ? null : ContentDigest.of(body);
    }
}
