package dev.muster.identity.control;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.muster.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Answers on loopback like a provider, and as wrongly as a test wants; a real one is in the system tests. */
final class LocalProvider implements AutoCloseable {

    final String issuer;
    final List<String> asked = new CopyOnWriteArrayList<>();
    final Map<String, Object> described = new HashMap<>();
    final Map<String, Object> claims = new HashMap<>();
    final Map<String, Object> userInfo = new HashMap<>();
    volatile ECKey key;
    volatile String tokenRequest;
    volatile String authorization;
    volatile Answer token;
    volatile boolean out;

    private final HttpServer server;

    /** What the token endpoint says instead of tokens. */
    record Answer(int status, String body, String location) {}

    LocalProvider() throws IOException, JOSEException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        rotate("first");
        described.putAll(Map.of(
                "issuer",
                issuer,
                "authorization_endpoint",
                issuer + "/authorize",
                "token_endpoint",
                issuer + "/token",
                "userinfo_endpoint",
                issuer + "/userinfo",
                "jwks_uri",
                issuer + "/keys",
                "response_types_supported",
                List.of("code"),
                "subject_types_supported",
                List.of("public"),
                "id_token_signing_alg_values_supported",
                List.of("ES256", "HS256")));
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    void rotate(String name) throws JOSEException {
        key = new ECKeyGenerator(Curve.P_256).keyID(name).generate();
    }

    long askedFor(String path) {
        return asked.stream().filter(path::equals).count();
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        asked.add(path);
        if (out) {
            send(exchange, 503, "");
            return;
        }
        switch (path) {
            case "/.well-known/openid-configuration" -> send(exchange, 200, Json.write(described));
            case "/keys" -> send(exchange, 200, new JWKSet(key.toPublicJWK()).toString());
            case "/userinfo" -> send(exchange, 200, Json.write(userInfo));
            case "/token" -> {
                tokenRequest = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                authorization = exchange.getRequestHeaders().getFirst("Authorization");
                if (token == null) {
                    send(
                            exchange,
                            200,
                            Json.write(
                                    Map.of("access_token", "access", "token_type", "Bearer", "id_token", idToken())));
                } else {
                    if (token.location() != null) {
                        exchange.getResponseHeaders().set("Location", token.location());
                    }
                    send(exchange, token.status(), token.body());
                }
            }
            default -> send(exchange, 404, "{}");
        }
    }

    private String idToken() throws IOException {
        var set = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .subject("user-1")
                .audience("muster")
                .issueTime(Date.from(Instant.now()))
                .expirationTime(Date.from(Instant.now().plusSeconds(300)));
        claims.forEach(set::claim);
        try {
            var signed = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256)
                            .keyID(key.getKeyID())
                            .build(),
                    set.build());
            signed.sign(new ECDSASigner(key));
            return signed.serialize();
        } catch (JOSEException e) {
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
