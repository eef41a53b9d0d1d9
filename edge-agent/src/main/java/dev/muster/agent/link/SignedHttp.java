package dev.muster.agent.link;

import dev.muster.agent.store.Sequences;
import dev.muster.protocol.crypto.ContentDigest;
import dev.muster.protocol.crypto.Frames;
import dev.muster.protocol.crypto.RequestSignature;
import dev.muster.protocol.crypto.ResponseSignature;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** POST requests with this device's signature, and answers told apart by whether the server signed them back. */
final class SignedHttp {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ANSWER_BYTES = 1024 * 1024;

    private final HttpClient http;
    private final ServerAddress server;
    private final Sequences sequences;
    private final ServerClock clock;

    /**
     * @param signed whether it is the server's own answer to this very request; only then may a refusal be believed
     * @param retryAfterSec 0 where the server names none
     */
    record Answer(int status, String contentType, byte[] body, boolean signed, int retryAfterSec) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        boolean isJson() {
            return contentType.startsWith("application/json") || contentType.startsWith("application/problem+json");
        }
    }

    SignedHttp(HttpClient http, ServerAddress server, Sequences sequences, ServerClock clock) {
        this.http = http;
        this.server = server;
        this.sequences = sequences;
        this.clock = clock;
    }

    /**
     * @param query null or without the question mark
     * @param body null for none
     * @param keyId what the signature names as its key
     * @param secret null for a device that has none yet: then neither side signs
     */
    CompletableFuture<Answer> post(
            String path, String query, String body, Map<String, String> headers, String keyId, byte[] secret) {
        var request = HttpRequest.newBuilder(server.at(path, query)).timeout(PATIENCE);
        headers.forEach(request::header);
        String digest = null;
        if (body == null) {
            request.POST(HttpRequest.BodyPublishers.noBody());
        } else {
            digest = fill(request, body.getBytes(StandardCharsets.UTF_8), "application/json");
        }
        if (secret == null) {
            return send(request.build()).thenApply(answer -> read(answer, null, null));
        }
        return signed(request, path, query, digest, keyId, secret);
    }

    /** A check-in, as it is or in a frame. */
    CompletableFuture<Answer> checkIn(String path, String body, Framing framing, String keyId, byte[] secret) {
        var request = HttpRequest.newBuilder(server.at(path, null)).timeout(PATIENCE);
        var digest = framing == Framing.OFF
                ? fill(request, body.getBytes(StandardCharsets.UTF_8), "application/json")
                : fill(request, framing.frame(body, secret), Frames.MEDIA_TYPE);
        return signed(request, path, null, digest, keyId, secret);
    }

    /** @return the digest of what is sent */
    private static String fill(HttpRequest.Builder request, byte[] bytes, String type) {
        var digest = ContentDigest.of(bytes);
        request.header("Content-Type", type).header(ContentDigest.HEADER, digest);
        request.POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
        return digest;
    }

    private CompletableFuture<Answer> signed(
            HttpRequest.Builder request, String path, String query, String digest, String keyId, byte[] secret) {
        var signature = RequestSignature.sign(
                "POST", server.path(path), query, digest, clock.unixSeconds(), sequences.nextNonce(), keyId, secret);
        request.header(RequestSignature.INPUT_HEADER, signature.inputHeader());
        request.header(RequestSignature.HEADER, signature.header());
        return send(request.build()).thenApply(answer -> read(answer, signature, secret));
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        return http.sendAsync(request, LimitedBody.ofAtMost(ANSWER_BYTES));
    }

    private Answer read(HttpResponse<byte[]> answer, RequestSignature request, byte[] secret) {
        var serverTime = request == null ? -1 : serverTime(answer, request, secret);
        if (serverTime >= 0) {
            clock.heard(serverTime);
        }
        return new Answer(
                answer.statusCode(),
                header(answer, "Content-Type", ""),
                answer.body(),
                serverTime >= 0,
                seconds(header(answer, "Retry-After", "")));
    }

    /** The time in a signature that holds, or -1. */
    private static long serverTime(HttpResponse<byte[]> answer, RequestSignature request, byte[] secret) {
        var digest = header(answer, ContentDigest.HEADER, null);
        if (!ContentDigest.matches(digest, answer.body())) {
            return -1;
        }
        return ResponseSignature.verify(
                header(answer, RequestSignature.INPUT_HEADER, null),
                header(answer, RequestSignature.HEADER, null),
                answer.statusCode(),
                digest,
                request,
                secret);
    }

    private static String header(HttpResponse<?> answer, String name, String otherwise) {
        return answer.headers().firstValue(name).orElse(otherwise);
    }

    private static int seconds(String text) {
        return text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
    }
}
