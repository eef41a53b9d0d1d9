package dev.muster.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import dev.muster.protocol.crypto.Base64Url;
import dev.muster.protocol.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** JWTs that an attacker makes out of a true one, without the server's key. */
final class Tokens {

    private Tokens() {}

    static JsonNode header(String token) {
        return part(token, 0);
    }

    /** Forged tokens by what is wrong with them. */
    static Map<String, String> forgeries(String genuine, JsonNode publishedKeys) {
        var own = keyPair();
        var published = publishedKeys.path("keys").path(0).toString().getBytes(StandardCharsets.UTF_8);
        var claims = (ObjectNode) part(genuine, 1);
        var header = (ObjectNode) header(genuine);
        var forged = new TreeMap<String, String>();
        forged.put("alg none", unsigned(header.deepCopy().put("alg", "none"), claims));
        forged.put(
                "alg NONE with the old signature",
                swapHeader(genuine, header.deepCopy().put("alg", "NONE")));
        forged.put(
                "the public key as an HS256 secret", hs256(header.deepCopy().put("alg", "HS256"), claims, published));
        forged.put("signed by another key", es256(header, claims, own));
        forged.put("another key under jwk", es256(header.deepCopy().set("jwk", jwk(own)), claims, own));
        forged.put("another key at jku", es256(header.deepCopy().put("jku", "http://127.0.0.1:1/keys"), claims, own));
        forged.put("another key under x5u", es256(header.deepCopy().put("x5u", "http://127.0.0.1:1/c"), claims, own));
        forged.put("a kid that is a path", es256(header.deepCopy().put("kid", "../../../../dev/null"), claims, own));
        forged.put("a kid that is SQL", es256(header.deepCopy().put("kid", "' or 1=1 --"), claims, own));
        forged.put("an unknown crit", es256(critical(header), claims, own));
        forged.put("other claims under the old signature", changeClaims(genuine, all -> all.put("role", "PLATFORM")));
        forged.put(
                "a later end",
                changeClaims(genuine, all -> all.put("exp", all.path("exp").asLong() + 1)));
        forged.put(
                "expired",
                es256(header, claims.deepCopy().put("exp", Instant.now().getEpochSecond() - 60), own));
        forged.put("an empty signature", genuine.substring(0, genuine.lastIndexOf('.') + 1));
        forged.put("a signature of zeros", genuine.substring(0, genuine.lastIndexOf('.') + 1) + "A".repeat(86));
        forged.put("five parts", genuine + ".AAAA.AAAA");
        forged.put("no parts", "muster");
        return forged;
    }

    private static ObjectNode critical(ObjectNode header) {
        var critical = header.deepCopy();
        critical.putArray("crit").add("muster");
        return critical;
    }

    private static String unsigned(JsonNode header, JsonNode claims) {
        return encode(header) + "." + encode(claims) + ".";
    }

    private static String swapHeader(String genuine, JsonNode header) {
        return encode(header) + genuine.substring(genuine.indexOf('.'));
    }

    private static String changeClaims(String genuine, UnaryOperator<ObjectNode> change) {
        var parts = genuine.split("\\.");
        return parts[0] + "." + encode(change.apply((ObjectNode) part(genuine, 1))) + "." + parts[2];
    }

    private static String hs256(JsonNode header, JsonNode claims, byte[] secret) {
        var signed = encode(header) + "." + encode(claims);
        return signed + "." + Base64Url.encode(Hmac.sha256(secret, signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String es256(JsonNode header, JsonNode claims, KeyPair key) {
        try {
            var signed = encode(header) + "." + encode(claims);
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(key.getPrivate());
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + Base64Url.encode(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair keyPair() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode jwk(KeyPair key) {
        var point = ((ECPublicKey) key.getPublic()).getW();
        return Json.object()
                .put("kty", "EC")
                .put("crv", "P-256")
                .put("x", coordinate(point.getAffineX()))
                .put("y", coordinate(point.getAffineY()));
    }

    private static String coordinate(java.math.BigInteger value) {
        var bytes = value.toByteArray();
        var fixed = new byte[32];
        var length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return Base64Url.encode(fixed);
    }

    private static JsonNode part(String token, int index) {
        try {
            return Json.mapper()
                    .readTree(Base64Url.decode(token.split("\\.")[index]).orElseThrow());
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(JsonNode json) {
        try {
            return Base64Url.encode(Json.mapper().writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
