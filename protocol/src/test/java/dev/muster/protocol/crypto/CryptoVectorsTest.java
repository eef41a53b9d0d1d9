package dev.muster.protocol.crypto;

import static dev.muster.protocol.Vectors.base64;
import static dev.muster.protocol.Vectors.each;
import static dev.muster.protocol.Vectors.hex;
import static dev.muster.protocol.Vectors.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CryptoVectorsTest {

    @TestFactory
    Stream<DynamicTest> keys_are_derived_as_rfc_5869_says() {
        return each(
                "keys",
                vector -> assertThat(Hkdf.derive(
                                hex(vector, "ikm"),
                                hex(vector, "salt"),
                                hex(vector, "info"),
                                vector.path("length").asInt()))
                        .isEqualTo(hex(vector, "okm")));
    }

    @TestFactory
    Stream<DynamicTest> the_contract_s_keys_use_its_salt() {
        return each("keys", vector -> {
            var info = new String(hex(vector, "info"), StandardCharsets.UTF_8);
            if (info.startsWith("device:")) {
                assertThat(Hkdf.deviceSecret(hex(vector, "ikm"), info.substring(7)))
                        .isEqualTo(hex(vector, "okm"));
            } else if (info.startsWith("frame-")) {
                assertThat(Hkdf.derive(hex(vector, "ikm"), info)).isEqualTo(hex(vector, "okm"));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> digests_are_those_of_rfc_9530() {
        return each("digests", vector -> {
            var body = text(vector, "body").getBytes(StandardCharsets.UTF_8);
            assertThat(ContentDigest.of(body)).isEqualTo(text(vector, "contentDigest"));
            assertThat(ContentDigest.matches(text(vector, "contentDigest"), body))
                    .isTrue();
            assertThat(ContentDigest.matches(text(vector, "contentDigest"), "other".getBytes(StandardCharsets.UTF_8)))
                    .isFalse();
        });
    }

    @TestFactory
    Stream<DynamicTest> json_is_canonical_as_rfc_8785_says() {
        return each(
                "canonical-json",
                vector -> assertThat(CanonicalJson.of(text(vector, "input"))).isEqualTo(text(vector, "canonical")));
    }

    @TestFactory
    Stream<DynamicTest> requests_are_signed_as_written() {
        return each("request-signatures", vector -> {
            var signed = RequestSignature.sign(
                    text(vector, "method"),
                    text(vector, "path"),
                    text(vector, "query"),
                    text(vector, "contentDigest"),
                    vector.path("created").asLong(),
                    vector.path("nonce").asLong(),
                    text(vector, "keyId"),
                    base64(vector, "secret"));
            assertThat(signed.inputHeader()).isEqualTo(text(vector, "signatureInput"));
            assertThat(base(signed, vector)).isEqualTo(text(vector, "signatureBase"));
            assertThat(signed.header()).isEqualTo(text(vector, "signature"));
        });
    }

    @TestFactory
    Stream<DynamicTest> written_requests_verify_and_nothing_near_them_does() {
        return each("request-signatures", vector -> {
            var parsed = RequestSignature.parse(text(vector, "signatureInput"), text(vector, "signature"))
                    .orElseThrow();
            assertThat(parsed.nonce()).isEqualTo(vector.path("nonce").asLong());
            assertThat(parsed.created()).isEqualTo(vector.path("created").asLong());
            assertThat(parsed.keyId()).isEqualTo(text(vector, "keyId"));
            var method = text(vector, "method");
            var path = text(vector, "path");
            var query = text(vector, "query");
            var digest = text(vector, "contentDigest");
            var secret = base64(vector, "secret");
            assertThat(parsed.verifies(method, path, query, digest, secret)).isTrue();
            assertThat(parsed.verifies("PUT", path, query, digest, secret)).isFalse();
            assertThat(parsed.verifies(method, path + "/", query, digest, secret))
                    .isFalse();
            assertThat(parsed.verifies(method, path, "x=1", digest, secret)).isFalse();
            assertThat(parsed.verifies(method, path, query, digest, new byte[32]))
                    .isFalse();
            if (digest != null) {
                assertThat(parsed.verifies(method, path, query, null, secret)).isFalse();
                assertThat(parsed.verifies(method, path, query, ContentDigest.of(new byte[1]), secret))
                        .isFalse();
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> answers_are_signed_as_written() {
        return each("response-signatures", vector -> {
            var request = RequestSignature.parse(
                            text(vector, "requestSignatureInput"), text(vector, "requestSignature"))
                    .orElseThrow();
            var signed = ResponseSignature.sign(
                    vector.path("status").asInt(),
                    text(vector, "contentDigest"),
                    request,
                    vector.path("created").asLong(),
                    base64(vector, "secret"));
            assertThat(signed.inputHeader()).isEqualTo(text(vector, "signatureInput"));
            assertThat(signed.header()).isEqualTo(text(vector, "signature"));
            assertThat(verify(vector, vector.path("status").asInt(), request))
                    .isEqualTo(vector.path("created").asLong());
        });
    }

    @TestFactory
    Stream<DynamicTest> an_answer_fits_no_other_request_status_or_body() {
        return each("response-signatures", vector -> {
            var request = RequestSignature.parse(
                            text(vector, "requestSignatureInput"), text(vector, "requestSignature"))
                    .orElseThrow();
            var other = RequestSignature.sign(
                    "POST",
                    "/api/v1/device/checkin",
                    null,
                    ContentDigest.of(new byte[0]),
                    1,
                    1,
                    request.keyId(),
                    base64(vector, "secret"));
            assertThat(verify(vector, vector.path("status").asInt(), other)).isEqualTo(-1);
            assertThat(verify(vector, 201, request)).isEqualTo(-1);
            assertThat(ResponseSignature.verify(
                            text(vector, "signatureInput"),
                            text(vector, "signature"),
                            vector.path("status").asInt(),
                            ContentDigest.of(new byte[9]),
                            request,
                            base64(vector, "secret")))
                    .isEqualTo(-1);
        });
    }

    @TestFactory
    Stream<DynamicTest> signatures_of_another_form_are_refused() {
        return each(
                "refused-signatures",
                vector -> assertThat(RequestSignature.parse(text(vector, "signatureInput"), text(vector, "signature")))
                        .isEmpty());
    }

    private static String base(RequestSignature signed, JsonNode vector) {
        return new String(
                RequestSignature.base(
                        signed.input(),
                        text(vector, "method"),
                        text(vector, "path"),
                        text(vector, "query"),
                        text(vector, "contentDigest")),
                StandardCharsets.UTF_8);
    }

    private static long verify(JsonNode vector, int status, RequestSignature request) {
        return ResponseSignature.verify(
                text(vector, "signatureInput"),
                text(vector, "signature"),
                status,
                text(vector, "contentDigest"),
                request,
                base64(vector, "secret"));
    }
}
