package dev.muster.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The server's signature on its answer: covers status, body digest and the request's own signature, so that a captured
 * answer fits no other request (section 3).
 */
public record ResponseSignature(String inputHeader, String header) {

    private static final String COMPONENTS = "(\"@status\" \"content-digest\" \"signature\";req;key=\"muster\")";

    private static final Pattern INPUT = Pattern.compile("muster=("
            + Pattern.quote(COMPONENTS)
            + ";created=(\\d{1,15});keyid=\"([^\"\\\\]{1,160})\";alg=\"hmac-sha256\";tag=\"muster-server\")");
    private static final Pattern SIGNATURE = Pattern.compile("muster=:(" + ContentDigest.BASE64_OF_32 + "):");

    public static ResponseSignature sign(
            int status, String contentDigest, RequestSignature request, long created, byte[] secret) {
        var input = COMPONENTS + ";created=" + created + ";keyid=\"" + request.keyId()
                + "\";alg=\"hmac-sha256\";tag=\"muster-server\"";
        var mac = Hmac.sha256(secret, base(input, status, contentDigest, request));
        return new ResponseSignature(
                "muster=" + input, "muster=:" + Base64.getEncoder().encodeToString(mac) + ":");
    }

    /**
     * What a device checks before it believes an answer. The digest must be compared with the body beside this.
     *
     * @return the server's Unix time, or -1 where the answer is not signed for this request with this secret
     */
    public static long verify(
            String inputHeader,
            String signatureHeader,
            int status,
            String contentDigest,
            RequestSignature request,
            byte[] secret) {
        if (inputHeader == null || signatureHeader == null || contentDigest == null) {
            return -1;
        }
        var input = INPUT.matcher(inputHeader.strip());
        var signature = SIGNATURE.matcher(signatureHeader.strip());
        if (!input.matches() || !signature.matches() || !input.group(3).equals(request.keyId())) {
            return -1;
        }
        var expected = Hmac.sha256(secret, base(input.group(1), status, contentDigest, request));
        var given = Base64.getDecoder().decode(signature.group(1));
        return MessageDigest.isEqual(given, expected) ? Long.parseLong(input.group(2)) : -1;
    }

    private static byte[] base(String input, int status, String contentDigest, RequestSignature request) {
        return ("\"@status\": " + status
                        + "\n\"content-digest\": " + contentDigest
                        + "\n\"signature\";req;key=\"muster\": " + request.value()
                        + "\n\"@signature-params\": " + input)
                .getBytes(StandardCharsets.UTF_8);
    }
}
