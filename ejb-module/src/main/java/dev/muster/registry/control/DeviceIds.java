package dev.muster.registry.control;

import dev.muster.platform.Refusal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** The {@code deviceIds} of a request, each once. */
public final class DeviceIds {

    private DeviceIds() {}

    /** @throws Refusal 422 for none, for more than {@code most}, and for one that is null */
    public static Set<String> of(Collection<String> deviceIds, int most) {
        if (deviceIds == null || deviceIds.isEmpty() || deviceIds.size() > most) {
            throw Refusal.invalid("/deviceIds", "name 1 to " + most + " devices");
        }
        var named = new LinkedHashSet<String>();
        var at = 0;
        for (var each : deviceIds) {
            if (each == null) {
                throw Refusal.invalid("/deviceIds/" + at, "null is no device");
            }
            named.add(each);
            at++;
        }
        return named;
    }
}
