package dev.muster.protocol;

import java.util.regex.Pattern;

/** Names of devices: {@code [A-Za-z0-9][A-Za-z0-9._:-]{0,63}}, unique on the platform, case-sensitive (section 1). */
public final class DeviceId {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

    private DeviceId() {}

    public static boolean isValid(String id) {
        return id != null && FORM.matcher(id).matches();
    }

    /** @throws IllegalArgumentException saying what a device id looks like */
    public static String require(String id) {
        if (!isValid(id)) {
            throw new IllegalArgumentException(
                    "a device id has 1 to 64 letters, digits or . _ : - and starts with a" + " letter or digit");
        }
        return id;
    }
}
