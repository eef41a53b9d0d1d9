package dev.muster.registry.entity;

import dev.muster.platform.Refusal;
import dev.muster.protocol.DeviceId;
import dev.muster.protocol.Text;

/** A device registered by hand; the label defaults to the id. */
public record NewDevice(String id, String label, String model, String notes) {
    public NewDevice {
        if (!DeviceId.isValid(id)) {
            throw Refusal.invalid(
                    "/id", "a device id has 1 to 64 letters, digits or . _ : - and starts with a letter or digit");
        }
        label = label == null || label.isBlank() ? id : Text.clean(label.strip(), 200);
        model = Text.clean(model, 100);
        notes = Text.clean(notes, 4_000);
    }
}
