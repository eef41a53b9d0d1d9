package dev.muster.system;

import dev.muster.protocol.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A caller of the REST surface, signed in or not. Never throws for an answer; one that does not come has status 0. */
final class Rest {

    /** HTTP/1.1 as devices and proxies speak it; no redirect is followed, so that each answer is seen. */
    static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private final URI base;
    private final String token;
    private final List<String> headers;

    private Rest(URI base, String token, List<String> headers) {
        this.base = base;
        this.token = token;
        this.headers = headers;
    }

    static Rest anonymous(URI base) {
        return new Rest(base, null, List.of());
    }

    Rest signIn(String email, String password) {
        var answer = post("/api/v1/auth/login", Map.of("email", email, "password", password))
                .expect(200);
        return bearing(answer.data().path("token").asText());
    }

    Rest bearing(String bearer) {
        return new Rest(base, bearer, headers);
    }

    /** The same caller with one more header on each request. */
    Rest with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new Rest(base, token, more);
    }

    String token() {
        return token;
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer post(String path, Object body) {
        return call("POST", path, Json.write(body));
    }

    Answer put(String path, Object body) {
        return call("PUT", path, Json.write(body));
    }

    Answer patch(String path, Object body) {
        return call("PATCH", path, Json.write(body));
    }

    /** A request with a body as it is; null sends none. */
    Answer call(String method, String path, String body) {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
        var request = request(path).method(method, publisher);
        return send(body == null ? request : request.header("Content-Type", "application/json"));
    }

    /** The body as it is, of a request that a test has made itself. */
    byte[] bytes(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            return Answer.unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.unreachable(e);
        }
    }

    HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(70));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request;
    }
}
