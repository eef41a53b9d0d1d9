package dev.muster.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class SignatureProperties {

    private static final String PATH = "/api/v1/device/checkin";

    @Provide
    Arbitrary<String> keyIds() {
        var id = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .withCharRange('0', '9')
                .ofMinLength(1)
                .ofMaxLength(64);
        return Arbitraries.oneOf(id, id.map(text -> "factory:k1:" + text));
    }

    @Property(tries = 300)
    void what_is_signed_parses_and_verifies(
            @ForAll("keyIds") String keyId,
            @ForAll @Size(32) byte[] secret,
            @ForAll @Size(max = 200) byte[] body,
            @ForAll @LongRange(min = 0) long nonce,
            @ForAll @LongRange(min = 0, max = 4_000_000_000L) long created) {
        var digest = ContentDigest.of(body);
        var signed = RequestSignature.sign("POST", PATH, null, digest, created, nonce, keyId, secret);
        var parsed =
                RequestSignature.parse(signed.inputHeader(), signed.header()).orElseThrow();
        assertThat(parsed.verifies("POST", PATH, null, digest, secret)).isTrue();
        assertThat(parsed.nonce()).isEqualTo(nonce);
        assertThat(parsed.created()).isEqualTo(created);
        assertThat(parsed.keyId()).isEqualTo(keyId);
    }

    @Property(tries = 600)
    void any_changed_character_of_a_header_refuses(
            @ForAll @Size(32) byte[] secret,
            @ForAll @LongRange(min = 0) long nonce,
            @ForAll @IntRange(min = 0, max = 10_000) int place,
            @ForAll @IntRange(min = 1, max = 127) int change) {
        var digest = ContentDigest.of(new byte[] {1, 2, 3});
        var signed = RequestSignature.sign("POST", PATH, "a=b", digest, 1795174560, nonce, "edge-1", secret);
        var headers = signed.inputHeader() + "\n" + signed.header();
        var changed = changed(headers, place % headers.length(), change).split("\n", 2);
        if (changed.length < 2 || same(changed, signed)) {
            return;
        }
        assertThat(RequestSignature.parse(changed[0], changed[1])
                        .map(parsed -> parsed.verifies("POST", PATH, "a=b", digest, secret))
                        .orElse(false))
                .isFalse();
    }

    @Property(tries = 300)
    void any_changed_bit_of_the_secret_or_body_refuses(
            @ForAll @Size(32) byte[] secret,
            @ForAll @Size(min = 1, max = 60) byte[] body,
            @ForAll @IntRange(min = 0, max = 255) int bit) {
        var signed = RequestSignature.sign("POST", PATH, null, ContentDigest.of(body), 1, 1, "edge-1", secret);
        var otherSecret = flipped(secret, bit);
        var otherBody = flipped(body, bit % (body.length * 8));
        assertThat(signed.verifies("POST", PATH, null, ContentDigest.of(body), otherSecret))
                .isFalse();
        assertThat(ContentDigest.matches(ContentDigest.of(body), otherBody)).isFalse();
        assertThat(signed.verifies("POST", PATH, null, ContentDigest.of(otherBody), secret))
                .isFalse();
    }

    @Property(tries = 600)
    void any_changed_character_of_an_answer_s_headers_refuses(
            @ForAll @Size(32) byte[] secret,
            @ForAll @IntRange(min = 0, max = 10_000) int place,
            @ForAll @IntRange(min = 1, max = 127) int change) {
        var request = RequestSignature.sign("POST", PATH, null, null, 1, 1, "edge-1", secret);
        var digest = ContentDigest.of(new byte[] {1});
        var answer = ResponseSignature.sign(200, digest, request, 1795174560, secret);
        var headers = answer.inputHeader() + "\n" + answer.header();
        var changed = changed(headers, place % headers.length(), change).split("\n", 2);
        if (changed.length < 2
                || changed[0].strip().equals(answer.inputHeader())
                        && changed[1].strip().equals(answer.header())) {
            return;
        }
        assertThat(ResponseSignature.verify(changed[0], changed[1], 200, digest, request, secret))
                .isEqualTo(-1);
    }

    @Property(tries = 300)
    void base64url_reads_back_what_it_wrote_and_nothing_else_gives_the_same_bytes(
            @ForAll @Size(32) byte[] bytes, @ForAll @IntRange(min = 0, max = 42) int place, @ForAll char other) {
        var text = Base64Url.encode(bytes);
        assertThat(Base64Url.decode(text))
                .hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
        var changed = text.substring(0, place) + other + text.substring(place + 1);
        if (!changed.equals(text)) {
            assertThat(Base64Url.decode(changed)
                            .map(read -> java.util.Arrays.equals(read, bytes))
                            .orElse(false))
                    .isFalse();
        }
        assertThat(Base64Url.decode(text + "=")).isEmpty();
    }

    private static boolean same(String[] changed, RequestSignature signed) {
        return changed[0].strip().equals(signed.inputHeader())
                && changed[1].strip().equals(signed.header());
    }

    private static String changed(String text, int place, int change) {
        var letters = text.toCharArray();
        letters[place] ^= (char) change;
        return new String(letters);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }
}
