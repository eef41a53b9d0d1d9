package dev.muster.protocol.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.protocol.Json;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Merges a patch (RFC 7396) into the device's settings; what there is to set, the device says. */
public record PushConfig(ObjectNode patch) implements Command {

    /** Settings in one go. */
    public static final int MAX_SETTINGS = 64;

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]");

    public static final CommandType TYPE = new CommandType(
            "push_config",
            "config",
            "config set KEY=VALUE…",
            "Changes settings of the device; VALUE is JSON or a word, null the usual value again",
            Danger.SAFE,
            LeastRole.MANAGER,
            true,
            PushConfig::fromArgs,
            PushConfig::fromWords);

    public PushConfig {
        if (patch == null || patch.isEmpty() || patch.size() > MAX_SETTINGS) {
            throw new IllegalArgumentException("patch is an object with 1 to " + MAX_SETTINGS + " settings");
        }
        patch.fieldNames().forEachRemaining(PushConfig::requireName);
        patch = patch.deepCopy();
    }

    /** A copy: what was sent does not change any more. */
    @Override
    public ObjectNode patch() {
        return patch.deepCopy();
    }

    @Override
    public CommandType type() {
        return TYPE;
    }

    @Override
    public ObjectNode args() {
        return Json.object().set("patch", patch());
    }

    @Override
    public String console() {
        return "config set "
                + patch.properties().stream()
                        .map(setting -> setting.getKey() + "=" + word(setting.getValue()))
                        .collect(Collectors.joining(" "));
    }

    private static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a setting's name has 1 to 64 letters, digits or . _ - and starts with a letter");
        }
    }

    private static Command fromArgs(JsonNode args) {
        if (args.path("patch") instanceof ObjectNode patch) {
            return new PushConfig(patch);
        }
        throw new IllegalArgumentException("patch is an object with 1 to " + MAX_SETTINGS + " settings");
    }

    private static Command fromWords(List<String> words) {
        if (words.size() < 2 || !words.get(0).equals("set")) {
            throw new IllegalArgumentException("usage: config set KEY=VALUE, as often as needed");
        }
        var patch = Json.object();
        for (var word : words.subList(1, words.size())) {
            var equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("usage: config set KEY=VALUE; \"" + word + "\" has no value");
            }
            if (patch.has(word.substring(0, equals))) {
                throw new IllegalArgumentException(word.substring(0, equals) + " is set twice");
            }
            patch.set(word.substring(0, equals), value(word.substring(equals + 1)));
        }
        return new PushConfig(patch);
    }

    /** JSON where it is some, else a text. */
    private static JsonNode value(String word) {
        try {
            var json = Json.read(word, JsonNode.class);
            var none = json == null || json.isMissingNode() || json.isDouble() && !Double.isFinite(json.doubleValue());
            return none ? Json.tree(word) : json;
        } catch (JsonProcessingException plain) {
            return Json.tree(word);
        }
    }

    /** The value as one word that is read as the same value. */
    private static String word(JsonNode value) {
        var plain = value.isTextual() && value(value.asText()).equals(value) ? value.asText() : value.toString();
        return SPACE.matcher(plain).find() ? escaped(value.toString()) : plain;
    }

    /** Spaces stand only inside the texts of compact JSON, where they can be written as escapes. */
    private static String escaped(String json) {
        return SPACE.matcher(json)
                .replaceAll(
                        space -> String.format("\\\\u%04x", (int) space.group().charAt(0)));
    }
}
