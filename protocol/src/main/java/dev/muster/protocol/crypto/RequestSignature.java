package dev.muster.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The signature on a device's request: RFC 9421, label {@code muster}, exactly the components {@code @method @path
 * @query content-digest} in that order, the last left out without a body (section 3).
 *
 * @param input the value of {@code Signature-Input} behind {@code muster=}, as received: it is signed letter by letter
 * @param mac the bytes of {@code Signature}
 * @param created Unix seconds
 * @param nonce a number below 2^63 the device never uses twice
 * @param keyId a device id, or {@code factory:<kid>:<deviceId>}
 * @param coversBody whether {@code content-digest} is covered
 */
public record RequestSignature(String input, byte[] mac, long created, long nonce, String keyId, boolean coversBody) {

    public static final String INPUT_HEADER = "Signature-Input";
    public static final String HEADER = "Signature";

    private static final String WITH_BODY = "(\"@method\" \"@path\" \"@query\" \"content-digest\")";
    private static final String WITHOUT_BODY = "(\"@method\" \"@path\" \"@query\")";

    private static final Pattern INPUT =
            Pattern.compile("muster=(\\(\"@method\" \"@path\" \"@query\"( \"content-digest\")?\\)"
                    + "((?:;[a-z]+=(?:\"[^\"\\\\]{0,160}\"|\\d{1,19})){5}))");
    private static final Pattern PARAMETER = Pattern.compile(";([a-z]+)=(?:\"([^\"]*)\"|(\\d+))");
    private static final Pattern SIGNATURE = Pattern.compile("muster=:(" + ContentDigest.BASE64_OF_32 + "):");
    private static final Pattern NONCE = Pattern.compile("0|[1-9][0-9]{0,18}");

    /** A fresh signature of a request. {@code query} is null or without the question mark. */
    public static RequestSignature sign(
            String method,
            String path,
            String query,
            String contentDigest,
            long created,
            long nonce,
            String keyId,
            byte[] secret) {
        var input = (contentDigest == null ? WITHOUT_BODY : WITH_BODY) + ";created=" + created + ";nonce=\"" + nonce
                + "\";keyid=\"" + keyId + "\";alg=\"hmac-sha256\";tag=\"muster-device\"";
        var base = base(input, method, path, query, contentDigest);
        return new RequestSignature(input, Hmac.sha256(secret, base), created, nonce, keyId, contentDigest != null);
    }

    /** Reads the two headers; empty where they are not this profile's. */
    public static Optional<RequestSignature> parse(String inputHeader, String signatureHeader) {
        if (inputHeader == null || signatureHeader == null) {
            return Optional.empty();
        }
        var input = INPUT.matcher(inputHeader.strip());
        var signature = SIGNATURE.matcher(signatureHeader.strip());
        if (!input.matches() || !signature.matches()) {
            return Optional.empty();
        }
        var parameters = new Parameters();
        var each = PARAMETER.matcher(input.group(3));
        while (each.find()) {
            if (!parameters.put(each.group(1), each.group(2), each.group(3))) {
                return Optional.empty();
            }
        }
        return parameters.complete(
                input.group(1), Base64.getDecoder().decode(signature.group(1)), input.group(2) != null);
    }

    /** Whether this signature is over that request with that secret; constant time in the signature. */
    public boolean verifies(String method, String path, String query, String contentDigest, byte[] secret) {
        var digest = coversBody ? contentDigest : null;
        if (coversBody && contentDigest == null) {
            return false;
        }
        return MessageDigest.isEqual(mac, Hmac.sha256(secret, base(input, method, path, query, digest)));
    }

    public String inputHeader() {
        return "muster=" + input;
    }

    public String header() {
        return "muster=" + value();
    }

    /** The dictionary member's value, {@code :base64:}; a response signature covers it. */
    public String value() {
        return ":" + Base64.getEncoder().encodeToString(mac) + ":";
    }

    /** The signature base, RFC 9421 section 2.5. */
    static byte[] base(String input, String method, String path, String query, String contentDigest) {
        var base = new StringBuilder(256)
                .append("\"@method\": ")
                .append(method)
                .append("\n\"@path\": ")
                .append(path)
                .append("\n\"@query\": ?")
                .append(query == null ? "" : query);
        if (contentDigest != null) {
            base.append("\n\"content-digest\": ").append(contentDigest);
        }
        return base.append("\n\"@signature-params\": ").append(input).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static final class Parameters {
        private Long created;
        private Long nonce;
        private String keyId;
        private String alg;
        private String tag;

        boolean put(String name, String text, String number) {
            try {
                switch (name) {
                    case "created" -> created = number == null || created != null ? null : Long.valueOf(number);
                    case "nonce" -> nonce = isNonce(text) && nonce == null ? Long.valueOf(text) : null;
                    case "keyid" -> keyId = keyId == null ? text : null;
                    case "alg" -> alg = text;
                    case "tag" -> tag = text;
                    default -> {
                        return false;
                    }
                }
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        /** One way to write a number: {@code Long.valueOf} would take signs, zeros in front and digits of any script. */
        private static boolean isNonce(String text) {
            return text != null && NONCE.matcher(text).matches();
        }

        Optional<RequestSignature> complete(String input, byte[] mac, boolean coversBody) {
            if (created == null
                    || nonce == null
                    || keyId == null
                    || keyId.isEmpty()
                    || !"hmac-sha256".equals(alg)
                    || !"muster-device".equals(tag)) {
                return Optional.empty();
            }
            return Optional.of(new RequestSignature(input, mac, created, nonce, keyId, coversBody));
        }
    }
}
