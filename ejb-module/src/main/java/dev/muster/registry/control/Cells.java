package dev.muster.registry.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.muster.protocol.Json;
import java.util.regex.Pattern;

/**
 * Cells of a CSV file, there and back. A spreadsheet runs a cell that begins like a formula: such a one is written behind
 * an apostrophe, which reading takes away again.
 */
public final class Cells {

    private static final Pattern FORMULA = Pattern.compile("'*[=+\\-@\\t\\r].*", Pattern.DOTALL);
    private static final Pattern GUARDED = Pattern.compile("''*[=+\\-@\\t\\r].*", Pattern.DOTALL);
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,14})(\\.\\d{1,15})?");

    private Cells() {}

    /** A text as it may stand in a cell. */
    public static String guarded(String text) {
        return text != null && FORMULA.matcher(text).matches() ? "'" + text : text;
    }

    /** What a guarded cell says. */
    public static String plain(String cell) {
        return GUARDED.matcher(cell).matches() ? cell.substring(1) : cell;
    }

    /** {@code true}, {@code false} and numbers as what they look like, {@code "3"} in quotes and all else as text. */
    public static JsonNode typed(String text) {
        if (text.equals("true") || text.equals("false")) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        if (NUMBER.matcher(text).matches()) {
            return number(text);
        }
        var quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return TextNode.valueOf(quoted ? text.substring(1, text.length() - 1) : text);
    }

    /** By the mapper that reads the database and REST, so that the same number is the same node. */
    private static JsonNode number(String text) {
        try {
            return Json.read(text, JsonNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the pattern lets no other text through", e);
        }
    }

    /** So that {@link #typed} gives the same value back; null for a member that is not there. */
    public static String untyped(JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        if (!value.isTextual()) {
            return value.asText();
        }
        var text = value.textValue();
        return typed(text).equals(value) ? text : '"' + text + '"';
    }
}
