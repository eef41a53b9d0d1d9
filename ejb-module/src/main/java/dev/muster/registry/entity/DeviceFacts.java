package dev.muster.registry.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.muster.platform.Refusal;
import dev.muster.protocol.Json;
import dev.muster.protocol.Text;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * What people write down about a device.
 *
 * @param label 1 to 200 characters
 * @param tags up to 32 words of up to 64 characters, each once
 * @param attributes up to 64 members; values are texts up to 500 characters, numbers or booleans
 * @param site slug of the site it is at; null for none
 * @param model up to 100 characters
 * @param notes up to 4,000 characters
 * @param sim ICCID of its SIM, 18 to 22 digits
 */
public record DeviceFacts(
        String label, List<String> tags, ObjectNode attributes, String site, String model, String notes, String sim) {

    public static final int MOST_TAGS = 32;
    public static final int MOST_ATTRIBUTES = 64;

    private static final int TAG_CHARS = 64;
    private static final int ATTRIBUTE_CHARS = 500;
    private static final Pattern TAG = Pattern.compile("[^\\s,;|]{1," + TAG_CHARS + "}");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern ICCID = Pattern.compile("\\d{18,22}");

    /** @throws Refusal 422 naming the member that does not fit */
    public DeviceFacts {
        label = label(label);
        tags = tags(tags);
        attributes = attributes(attributes);
        site = blankToNull(site);
        model = text("/model", model, 100);
        notes = text("/notes", notes, 4_000);
        sim = blankToNull(sim);
        if (sim != null && !ICCID.matcher(sim).matches()) {
            throw Refusal.invalid("/sim", "an ICCID has 18 to 22 digits");
        }
    }

    /** From JSON; members that are not here are ignored. */
    public static DeviceFacts of(JsonNode json) {
        return new DeviceFacts(
                member(json, "label"),
                json.hasNonNull("tags") ? words(json.get("tags")) : List.of(),
                json.hasNonNull("attributes") ? object(json.get("attributes")) : null,
                member(json, "site"),
                member(json, "model"),
                member(json, "notes"),
                member(json, "sim"));
    }

    public ObjectNode toJson() {
        return Json.mapper().valueToTree(this);
    }

    private static String label(String label) {
        if (label == null || label.isBlank() || label.strip().length() > 200) {
            throw Refusal.invalid("/label", "a label has 1 to 200 characters");
        }
        return Text.clean(label.strip(), 200);
    }

    private static List<String> tags(List<String> tags) {
        if (tags == null) {
            return List.of();
        }
        if (tags.size() > MOST_TAGS) {
            throw Refusal.invalid("/tags", "a device has at most " + MOST_TAGS + " tags");
        }
        for (var i = 0; i < tags.size(); i++) {
            if (tags.get(i) == null || !TAG.matcher(tags.get(i)).matches()) {
                throw Refusal.invalid("/tags/" + i, "a tag has 1 to 64 characters, no blanks and none of , ; |");
            }
        }
        return tags.stream().map(tag -> Text.clean(tag, TAG_CHARS)).distinct().toList();
    }

    private static ObjectNode attributes(ObjectNode attributes) {
        if (attributes == null) {
            return Json.object();
        }
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw Refusal.invalid("/attributes", "a device has at most " + MOST_ATTRIBUTES + " attributes");
        }
        var clean = Json.object();
        attributes.properties().forEach(each -> {
            var at = "/attributes/" + each.getKey();
            var value = each.getValue();
            if (!ATTRIBUTE.matcher(each.getKey()).matches()) {
                throw Refusal.invalid("/attributes", "an attribute's name has 1 to 64 letters, digits, _ . or -");
            }
            if (!value.isTextual() && !value.isNumber() && !value.isBoolean()) {
                throw Refusal.invalid(at, "an attribute is a text, a number or a boolean");
            }
            if (value.isTextual() && value.textValue().length() > ATTRIBUTE_CHARS) {
                throw Refusal.invalid(at, "an attribute's text has at most 500 characters");
            }
            clean.set(
                    each.getKey(),
                    value.isTextual() ? TextNode.valueOf(Text.clean(value.textValue(), ATTRIBUTE_CHARS)) : value);
        });
        return clean;
    }

    private static String text(String pointer, String text, int most) {
        if (text != null && text.length() > most) {
            throw Refusal.invalid(pointer, "at most " + most + " characters");
        }
        return blankToNull(Text.clean(text, most));
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static String member(JsonNode json, String name) {
        var value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Refusal.invalid("/" + name, "this is a text");
        }
        return value.textValue();
    }

    private static List<String> words(JsonNode list) {
        if (!list.isArray()) {
            throw Refusal.invalid("/tags", "tags are a list of texts");
        }
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.isTextual() ? each.textValue() : "")
                .toList();
    }

    private static ObjectNode object(JsonNode json) {
        if (!json.isObject()) {
            throw Refusal.invalid("/attributes", "attributes are an object");
        }
        return (ObjectNode) json;
    }
}
