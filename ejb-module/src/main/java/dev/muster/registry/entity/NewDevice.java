package dev.muster.registry.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.muster.platform.Refusal;
import dev.muster.protocol.DeviceId;
import dev.muster.protocol.Json;

/** A device registered by hand; the label defaults to the id. */
public record NewDevice(String id, DeviceFacts facts) {
    public NewDevice {
        if (!DeviceId.isValid(id)) {
            throw Refusal.invalid(
                    "/id", "a device id has 1 to 64 letters, digits or . _ : - and starts with a letter or digit");
        }
    }

    /** With nothing known but its id, and perhaps a label. */
    public static NewDevice named(String id, String label) {
        return new NewDevice(
                id, new DeviceFacts(label == null || label.isBlank() ? id : label, null, null, null, null, null, null));
    }

    /** @throws Refusal 422 naming the member that does not fit */
    public static NewDevice of(JsonNode json) {
        var id = json.path("id").isTextual() ? json.path("id").textValue() : null;
        ObjectNode labelled = json.isObject() ? ((ObjectNode) json).deepCopy() : Json.object();
        if (labelled.path("label").asText("").isBlank()) {
            labelled.put("label", DeviceId.isValid(id) ? id : "-");
        }
        return new NewDevice(id, DeviceFacts.of(labelled));
    }
}
