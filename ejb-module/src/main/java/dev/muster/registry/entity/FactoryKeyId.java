package dev.muster.registry.entity;

import dev.muster.protocol.DeviceId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The {@code keyid} of a device that uses its factory secret: {@code factory:<kid>:<deviceId>} (section 2). */
public record FactoryKeyId(UUID kid, String deviceId) {

    private static final Pattern FORM =
            Pattern.compile("factory:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):(.{1,64})");

    public static Optional<FactoryKeyId> parse(String keyId) {
        var form = FORM.matcher(keyId == null ? "" : keyId);
        return form.matches() && DeviceId.isValid(form.group(2))
                ? Optional.of(new FactoryKeyId(UUID.fromString(form.group(1)), form.group(2)))
                : Optional.empty();
    }
}
