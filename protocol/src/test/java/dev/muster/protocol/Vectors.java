package dev.muster.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * The contract's test vectors, {@code vectors/*.json} beside this class in the test jar. They were computed apart from
 * this code, with another language's HMAC.
 */
public final class Vectors {

    private Vectors() {}

    /** A vector file as a whole. */
    public static JsonNode read(String name) {
        try (var in = Vectors.class.getResourceAsStream("/vectors/" + name + ".json")) {
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The vectors of a file that is a list. */
    public static List<JsonNode> list(String name) {
        var all = new ArrayList<JsonNode>();
        read(name).forEach(all::add);
        return all;
    }

    /** One test for each vector, named as the vector is. */
    public static Stream<DynamicTest> each(String name, Consumer<JsonNode> test) {
        return list(name).stream()
                .map(vector -> DynamicTest.dynamicTest(vector.path("name").asText(), () -> test.accept(vector)));
    }

    /** The text member of that name, or null. */
    public static String text(JsonNode vector, String member) {
        return vector.path(member).textValue();
    }

    /** The bytes of a member in hex. */
    public static byte[] hex(JsonNode vector, String member) {
        return HexFormat.of().parseHex(vector.path(member).asText());
    }

    /** The bytes of a member in standard base64. */
    public static byte[] base64(JsonNode vector, String member) {
        return java.util.Base64.getDecoder().decode(vector.path(member).asText());
    }
}
