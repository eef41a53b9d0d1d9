package dev.muster.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.muster.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The server's REST surface (protocol section 9): envelope in, problem out. Every failure
 * leaves as a {@link Failure} that says what to do next. Redirects are not followed: a token goes to the host that was
 * named and to no other.
 */
final class Server {
    static final String API_VERSION = "1";
    static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration UPLOAD_PATIENCE = Duration.ofMinutes(5);
    private static final String JSON = "application/json";
    private static final int PAGE = 500;

    private final Target target;
    private final HttpClient http;

    Server(Target target) {
        this.target = target;
        this.http = client(target);
    }

    private static HttpClient client(Target target) {
        var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1) // no upgrade dance: the server speaks nothing else
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER);
        return (target.tls() ? client : client.sslContext(trustingNobody())).build();
    }

    /** For plain http: the default context reads all certificate authorities first, a tenth of a second for nothing. */
    private static SSLContext trustingNobody() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A successful answer; {@code at} is the server's clock when it answered, where it said so. */
    record Answer(JsonNode body, Optional<Instant> at) {
        JsonNode data() {
            return body.path("data");
        }

        Optional<String> nextCursor() {
            return Optional.ofNullable(body.path("page").path("nextCursor").textValue())
                    .filter(c -> !c.isEmpty());
        }
    }

    Target target() {
        return target;
    }

    Answer get(String path, Map<String, String> query) {
        return call(api(path, query, JSON).GET(), PATIENCE);
    }

    Answer post(String path, JsonNode body, Duration patience) {
        var request = api(path, Map.of(), JSON)
                .header("Content-Type", JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        return call(request, patience);
    }

    Answer put(String path, JsonNode body) {
        return write("PUT", path, body);
    }

    Answer patch(String path, JsonNode body) {
        return write("PATCH", path, body);
    }

    private Answer write(String method, String path, JsonNode body) {
        var request = api(path, Map.of(), JSON)
                .header("Content-Type", JSON)
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
        return call(request, PATIENCE);
    }

    Answer delete(String path) {
        return call(api(path, Map.of(), JSON).DELETE(), PATIENCE);
    }

    /** A DELETE that says in its body of what. */
    Answer delete(String path, JsonNode body) {
        return write("DELETE", path, body);
    }

    /** A file as the whole body, packed: what the server takes in one request is less than a file may have. */
    Answer upload(String path, Map<String, String> query, String type, byte[] file) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        var request = api(path, query, JSON)
                .header("Content-Type", type)
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()));
        return call(request, UPLOAD_PATIENCE);
    }

    /**
     * Up to {@code limit} items of a list, page by page through its cursors, until {@code item} says no.
     *
     * @return whether the server has more
     */
    boolean list(String path, Map<String, String> query, long limit, BiPredicate<JsonNode, Answer> item) {
        var ask = new LinkedHashMap<>(query);
        for (var left = limit; ; ) {
            ask.put("limit", String.valueOf(Math.min(PAGE, left)));
            var answer = get(path, ask);
            for (var node : answer.data()) {
                if (left-- <= 0 || !item.test(node, answer)) {
                    return true;
                }
            }
            var next = answer.nextCursor();
            if (next.isEmpty() || left <= 0) {
                return next.isPresent();
            }
            if (next.get().equals(ask.put("cursor", next.get()))) {
                throw Failure.failed(
                        "protocol", "The server at " + target.url() + " gave the same page twice; stopped.");
            }
        }
    }

    /** The first of a list for which that holds, on whatever page it stands. */
    Optional<JsonNode> first(String path, Predicate<JsonNode> fits) {
        var found = new AtomicReference<JsonNode>();
        list(path, Map.of(), Long.MAX_VALUE, (item, answer) -> {
            if (fits.test(item)) {
                found.set(item);
            }
            return found.get() == null;
        });
        return Optional.ofNullable(found.get());
    }

    /** What the server sends of that type, as a stream that the caller closes. */
    InputStream open(String path, Map<String, String> query, String type) {
        var response = exchange(api(path, query, type).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() / 100 == 2) {
            return response.body();
        }
        try (var body = response.body()) {
            var text = new String(body.readNBytes(65_536), StandardCharsets.UTF_8);
            throw Problems.of(target, response.statusCode(), response.headers(), text);
        } catch (IOException e) {
            throw Problems.unreachable(target, e);
        }
    }

    /** A plain GET outside {@code /api/v1}, without a token: health and what doctor looks at. Any status is an answer. */
    HttpResponse<String> bare(String path) {
        var request = HttpRequest.newBuilder(URI.create(target.url() + path)).timeout(PATIENCE);
        return exchange(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Version of the API's description; empty where it names none. */
    String openApiVersion() {
        var uri = URI.create(target.url() + "/openapi");
        var response = exchange(
                authorised(HttpRequest.newBuilder(uri).header("Accept", JSON))
                        .timeout(PATIENCE)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw Problems.of(target, response.statusCode(), response.headers(), response.body());
        }
        try {
            return Json.mapper()
                    .readTree(response.body())
                    .path("info")
                    .path("version")
                    .asText("");
        } catch (JsonProcessingException e) {
            throw Problems.notMuster(target);
        }
    }

    /** The server's clock, from the Date header. */
    static Optional<Instant> date(HttpHeaders headers) {
        return headers.firstValue("Date").flatMap(text -> {
            try {
                return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant());
            } catch (DateTimeParseException e) {
                return Optional.empty();
            }
        });
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder api(String path, Map<String, String> query, String accepted) {
        var parameters = query.entrySet().stream()
                .map(e -> e.getKey() + "=" + segment(e.getValue()))
                .collect(Collectors.joining("&"));
        var uri = URI.create(
                target.url() + "/api/v" + API_VERSION + path + (parameters.isEmpty() ? "" : "?" + parameters));
        var request = HttpRequest.newBuilder(uri).header("Accept", accepted + ", application/problem+json");
        return authorised(request);
    }

    private HttpRequest.Builder authorised(HttpRequest.Builder request) {
        target.checkMaySendSecrets();
        request.header("User-Agent", "muster-cli/" + Version.own()); // the list of sessions shows it
        target.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        target.org().ifPresent(org -> request.header("X-Muster-Org", org));
        return request;
    }

    private Answer call(HttpRequest.Builder request, Duration patience) {
        var response = exchange(request.timeout(patience).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw Problems.of(target, response.statusCode(), response.headers(), response.body());
        }
        try {
            var body = response.body().isBlank()
                    ? MissingNode.getInstance()
                    : Json.mapper().readTree(response.body());
            if (body.isMissingNode() || body.isObject()) {
                return new Answer(body, date(response.headers()));
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw Problems.notMuster(target);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw Problems.unreachable(target, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.failed("interrupted", "Interrupted while waiting for " + target.url() + ".");
        }
    }
}
